import Foundation
import Strata

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

let observers = Observers()

/// Through the same buffer as the log, so that all lines come out in their order.
func say(_ line: String) { observers.output.add(line + "\n") }

do {
    try await demonstrate()
    await observers.output.flush()
} catch {
    say("Observed ends here: \(error)")
    await observers.output.flush()
    exit(1)
}

func demonstrate() async throws {
    let service = observers.binding("service")
    let listener = try service.makeReplyListener(
        at: EndpointAddress("http://localhost:0/orders"), resources: [observers.metrics.resource("/metrics")])
    try await listener.open()
    let node = SOAPProcessor(version: .default)
    let serving = Task { try await listener.serve { await node.process($0, handler: take) } }

    say("Three orders, and the log of their messages at both ends:\n")
    for wanted in ["tea", "cake", "unicorn"] {
        let answer = try await buy(wanted, at: listener.address, over: observers.binding("client"))
        say("--> \(answer)\n")
    }

    say("The traces, a client's span and a service's in each:\n")
    let traces = Dictionary(grouping: observers.spans.spans, by: \.context.traceID).values.sorted { $0[0].start < $1[0].start }
    for spans in traces {
        for span in spans.sorted(by: { $0.start < $1.start }) {
            let parent = span.parent.map { "child of \($0)" } ?? "the first"
            say("trace \(span.context.traceID)  \(span.kind) span \(span.context.spanID), \(parent): \(span.name), \(span.outcome)")
        }
    }

    let page = try await fetch("\(listener.address.uri)/metrics")
    say("\nOf the page at \(listener.address.uri)/metrics, \(page.count) lines:\n")
    for line in page where line.hasPrefix("strata_calls_total") || line.contains("message_bytes_total") { say(line) }

    try await listener.close()
    try await serving.value
    say("\nThe service is closed.")
}

/// The page as anyone can read it, by HTTP GET.
func fetch(_ address: String) async throws -> [String] {
    guard let url = URL(string: address) else { throw URLError(.badURL) }
    let (data, _) = try await URLSession.shared.data(from: url)
    return String(decoding: data, as: UTF8.self).split(separator: "\n").map(String.init)
}
