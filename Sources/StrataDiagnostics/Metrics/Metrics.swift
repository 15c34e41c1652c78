public import StrataCore
internal import StrataInfoset
internal import Synchronization

/// Counts what bindings report: calls, messages handed out, faults, refusals by reason, connections, octets and times. A `Diagnostics` without records.
///
/// Give it to a binding as its `diagnostics` (with sinks for records in a `CombinedDiagnostics`), and `resource()` to a listener, which
/// then shows the page beside its messages. A family is `strata_calls`, `strata_refusals` and so on; the registry takes an application's
/// own as well. A binding without it measures nothing.
public final class Metrics: Diagnostics, CustomStringConvertible {
    /// Where the metrics are.
    public let registry: MetricRegistry

    /// What one transport counts on one side.
    private struct Instruments {
        let opened: MetricCounter?
        let connections: MetricGauge?
        let receivedMessages: MetricCounter?
        let receivedBytes: MetricCounter?
        let sentMessages: MetricCounter?
        let sentBytes: MetricCounter?
        var refusals: [DiagnosticEvent.RefusalReason: MetricCounter] = [:]
    }
    private struct Place: Hashable {
        let source: String
        let side: ChannelSide
    }
    /// Calls on one side.
    private struct Calls: Sendable {
        let active: MetricGauge?
        let answered: MetricCounter?
        let fault: MetricCounter?
        let failed: MetricCounter?
        let delivered: MetricCounter?
        let durations: MetricHistogram?
    }

    private let usages: [DiagnosticEvent.Usage: MetricGauge]
    private let places = Mutex<[Place: Instruments]>([:])
    private let clientCalls: Calls
    private let serviceCalls: Calls

    /// Counts in a registry, of its own unless given. Families of the same names that are there already as something else are left
    /// alone, and what belongs to them is not counted.
    public init(registry: MetricRegistry = MetricRegistry()) {
        self.registry = registry
        usages = DiagnosticEvent.Usage.allCases.reduce(into: [:]) { usages, usage in
            usages[usage] = try? registry.gauge(
                "strata_service_usage", help: "What the throttles of hosted services count.", labels: ["what": usage.rawValue])
        }
        clientCalls = Self.calls(.client, registry)
        serviceCalls = Self.calls(.service, registry)
    }

    public var description: String { "metrics" }
    public func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
    public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
    public var countsEvents: Bool { true }

    /// The page as a resource beside the messages of a service. Whoever reaches the service can read it.
    public func resource(_ path: String = "/metrics") -> Resource {
        Resource(path, title: "metrics") { [registry] in
            Resource.Contents(contentType: MetricRegistry.contentType, octets: Bytes(registry.page))
        }
    }

    public func count(_ event: DiagnosticEvent) {
        switch event.kind {
        case .callBegan: calls(event.side).active?.add(1)
        case .callEnded(let outcome, let duration):
            let calls = calls(event.side)
            calls.active?.add(-1)
            calls.durations?.observe(duration)
            switch outcome {
            case .answered: calls.answered?.add()
            case .fault: calls.fault?.add()
            case .failed: calls.failed?.add()
            }
        case .delivered: calls(event.side).delivered?.add()
        case .connectionOpened:
            let instruments = instruments(event)
            instruments.opened?.add()
            instruments.connections?.add(1)
        case .connectionClosed: instruments(event).connections?.add(-1)
        case .received(let octets):
            let instruments = instruments(event)
            instruments.receivedMessages?.add()
            instruments.receivedBytes?.add(octets)
        case .sent(let octets):
            let instruments = instruments(event)
            instruments.sentMessages?.add()
            instruments.sentBytes?.add(octets)
        case .usage(let usage, let change): usages[usage]?.add(Double(change))
        case .refused(let reason): refusals(reason, event)?.add()
        }
    }

    private func calls(_ side: ChannelSide) -> Calls { side == .client ? clientCalls : serviceCalls }

    private static func calls(_ side: ChannelSide, _ registry: MetricRegistry) -> Calls {
        func ended(_ outcome: DiagnosticEvent.CallOutcome) -> MetricCounter? {
            try? registry.counter(
                "strata_calls", help: "Calls that have ended.", labels: ["side": "\(side)", "outcome": outcome.rawValue])
        }
        return Calls(
            active: try? registry.gauge("strata_active_calls", help: "Calls under way.", labels: ["side": "\(side)"]),
            answered: ended(.answered), fault: ended(.fault), failed: ended(.failed),
            delivered: try? registry.counter(
                "strata_delivered_messages", help: "Messages that input and duplex channels have handed out.", labels: ["side": "\(side)"]),
            durations: try? registry.histogram(
                "strata_call_duration_seconds", help: "How long calls took.", unit: "seconds", labels: ["side": "\(side)"]))
    }

    private func instruments(_ event: DiagnosticEvent) -> Instruments {
        let place = Place(source: "\(event.source)", side: event.side)
        return places.withLock { places in
            if let found = places[place] { return found }
            let made = makeInstruments(place)
            places[place] = made
            return made
        }
    }

    private func makeInstruments(_ place: Place) -> Instruments {
        func counter(_ name: String, _ help: String, unit: String = "") -> MetricCounter? {
            try? registry.counter(name, help: help, unit: unit, labels: ["transport": place.source, "side": "\(place.side)"])
        }
        return Instruments(
            opened: counter("strata_connections_opened", "Connections that came to be."),
            connections: try? registry.gauge(
                "strata_connections", help: "Connections there are.", labels: ["transport": place.source, "side": "\(place.side)"]),
            receivedMessages: counter("strata_received_messages", "Messages that came in."),
            receivedBytes: counter("strata_received_message_bytes", "Octets of the messages that came in.", unit: "bytes"),
            sentMessages: counter("strata_sent_messages", "Messages that went out."),
            sentBytes: counter("strata_sent_message_bytes", "Octets of the messages that went out.", unit: "bytes"))
    }

    private func refusals(_ reason: DiagnosticEvent.RefusalReason, _ event: DiagnosticEvent) -> MetricCounter? {
        let instruments = instruments(event)
        if let found = instruments.refusals[reason] { return found }
        let place = Place(source: "\(event.source)", side: event.side)
        let made = try? registry.counter(
            "strata_refusals", help: "Peers and requests that were refused.",
            labels: ["transport": place.source, "side": "\(place.side)", "reason": reason.description])
        // What went to the overflow is looked up again each time: reasons that nobody foresaw take no room here either.
        places.withLock { if $0[place, default: instruments].refusals.count < 64 { $0[place]?.refusals[reason] = made } }
        return made
    }
}
