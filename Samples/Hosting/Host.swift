import Strata
import StrataHTTP
import StrataInProcess
import StrataTextEncoding

/// Within the process: for whoever is in it already.
let inProcess = CustomBinding("in-process") {
    TextEncoding()
    InProcessTransport()
}

/// Everything in this program that listens: two services, three endpoints.
func makeHost(_ shop: Shop, port: Int) throws -> ServiceHost {
    let metrics = Metrics()
    // What `BasicHTTPBinding` is made of, and a page beside the messages.
    let http = CustomBinding("http", diagnostics: metrics) {
        PublishedResources([metrics.resource("/metrics")])
        TextEncoding(.soap11)
        HTTPTransport()
    }

    var bakery = HostedService<any Bakery>(.single(shop))
    bakery.concurrency = .multiple
    // Two ovens, and room for one who waits. Whoever comes then is told to come again: 503, safe to be sent again.
    bakery.throttle.maxConcurrentCalls = 2
    bakery.throttle.maxPendingCalls = 1
    bakery.addEndpoint(BakeryContract.self, http, at: EndpointAddress("http://localhost:\(port)/bakery"))
    bakery.addEndpoint(BakeryContract.self, inProcess, at: EndpointAddress("inproc:bakery"))

    // A service of its own: customers who wait do not keep the owner out. Endpoints over HTTP may share a port.
    var ledger = HostedService<any Ledger>(.single(shop))
    ledger.concurrency = .multiple
    ledger.addEndpoint(LedgerContract.self, http, at: EndpointAddress("http://localhost:\(port)/ledger"))

    // What is still under way when the host has been closing for so long is aborted.
    var timeouts = Timeouts.defaults
    timeouts.close = .seconds(30)
    return try ServiceHost(bakery, ledger, timeouts: timeouts)
}
