import Strata
import StrataHTTP
import StrataTextEncoding

let order = ExpandedName("order", namespace: "urn:example:orders")
let item = ExpandedName("item", namespace: "urn:example:orders")
let card = ExpandedName("card", namespace: "urn:example:orders")
let token = ExpandedName("token", namespace: "urn:example:orders")

/// What sees both ends at work. In a program with one end it would see that one.
struct Observers {
    let metrics = Metrics()
    let spans = SpanMemory(capacity: 100)
    let output = LineOutput.standardOutput

    /// SOAP 1.2 over HTTP, counted, traced and logged.
    func binding(_ name: String) -> CustomBinding {
        var shown = MessageLog.Configuration.defaults
        // Elements named like credentials are never shown; what else must not be in a log is for you to say.
        shown.redactedElements = [card]
        return CustomBinding(name, diagnostics: metrics) {
            CallTracing(spans)
            MessageLog(output, shown)
            TextEncoding()
            HTTPTransport()
        }
    }
}
