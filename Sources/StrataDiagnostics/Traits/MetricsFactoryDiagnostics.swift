#if SwiftMetrics
    public import CoreMetrics
    public import StrataCore
    internal import Synchronization

    /// Counts what bindings report in the counters, meters and timers of swift-metrics. With the package trait `SwiftMetrics`.
    ///
    /// The labels and dimensions are the names of `Metrics`: `strata_calls` by `side` and `outcome`, `strata_active_calls`,
    /// `strata_delivered_messages`, `strata_call_duration` (a timer, in nanoseconds), and by `transport` and `side` `strata_connections`, `strata_connections_opened`,
    /// `strata_received_messages`, `strata_received_message_bytes`, `strata_sent_messages`, `strata_sent_message_bytes` and
    /// `strata_refusals`, the last by `reason` too, and `strata_service_usage` by `what`. Reasons beyond 64 are counted as `overflow`.
    public final class MetricsFactoryDiagnostics: Diagnostics, CustomStringConvertible {
        /// What one transport counts on one side.
        private struct Instruments {
            let opened: Counter
            let connections: Meter
            let receivedMessages: Counter
            let receivedBytes: Counter
            let sentMessages: Counter
            let sentBytes: Counter
            var refusals: [DiagnosticEvent.RefusalReason: Counter] = [:]
        }
        private struct Place: Hashable {
            let source: String
            let side: ChannelSide
            var dimensions: [(String, String)] { [("transport", source), ("side", "\(side)")] }
        }
        /// Calls on one side.
        private struct Calls: Sendable {
            let active: Meter
            let answered: Counter
            let fault: Counter
            let failed: Counter
            let delivered: Counter
            let durations: Timer
        }

        private static let maxReasons = 64
        private let factory: any MetricsFactory
        private let usages: [DiagnosticEvent.Usage: Meter]
        private let places = Mutex<[Place: Instruments]>([:])
        private let clientCalls: Calls
        private let serviceCalls: Calls

        /// Counts in the instruments of `factory`: that of the whole process, unless given. Make it after `MetricsSystem.bootstrap`.
        public init(factory: any MetricsFactory = MetricsSystem.factory) {
            self.factory = factory
            usages = DiagnosticEvent.Usage.allCases.reduce(into: [:]) { usages, usage in
                usages[usage] = Meter(label: "strata_service_usage", dimensions: [("what", usage.rawValue)], factory: factory)
            }
            clientCalls = Self.calls(.client, factory)
            serviceCalls = Self.calls(.service, factory)
        }

        public var description: String { "swift-metrics" }
        public func isEnabled(_ level: DiagnosticLevel) -> Bool { false }
        public func record(_ record: @autoclosure () -> DiagnosticRecord, at level: DiagnosticLevel) {}
        public var countsEvents: Bool { true }

        public func count(_ event: DiagnosticEvent) {
            switch event.kind {
            case .callBegan: calls(event.side).active.increment()
            case .callEnded(let outcome, let duration):
                let calls = calls(event.side)
                calls.active.decrement()
                calls.durations.recordNanoseconds(Self.nanoseconds(duration))
                switch outcome {
                case .answered: calls.answered.increment()
                case .fault: calls.fault.increment()
                case .failed: calls.failed.increment()
                }
            case .delivered: calls(event.side).delivered.increment()
            case .connectionOpened:
                let instruments = instruments(event)
                instruments.opened.increment()
                instruments.connections.increment()
            case .connectionClosed: instruments(event).connections.decrement()
            case .received(let octets):
                let instruments = instruments(event)
                instruments.receivedMessages.increment()
                instruments.receivedBytes.increment(by: octets)
            case .sent(let octets):
                let instruments = instruments(event)
                instruments.sentMessages.increment()
                instruments.sentBytes.increment(by: octets)
            case .usage(let usage, let change): usages[usage]?.increment(by: Double(change))
            case .refused(let reason): refusals(reason, event).increment()
            }
        }

        private func calls(_ side: ChannelSide) -> Calls { side == .client ? clientCalls : serviceCalls }

        private static func calls(_ side: ChannelSide, _ factory: any MetricsFactory) -> Calls {
            let side = [("side", "\(side)")]
            func ended(_ outcome: DiagnosticEvent.CallOutcome) -> Counter {
                Counter(label: "strata_calls", dimensions: side + [("outcome", outcome.rawValue)], factory: factory)
            }
            return Calls(
                active: Meter(label: "strata_active_calls", dimensions: side, factory: factory),
                answered: ended(.answered), fault: ended(.fault), failed: ended(.failed),
                delivered: Counter(label: "strata_delivered_messages", dimensions: side, factory: factory),
                durations: Timer(label: "strata_call_duration", dimensions: side, factory: factory))
        }

        /// In the lock, so that two events at once do not make two instruments of one label.
        private func instruments(_ event: DiagnosticEvent) -> Instruments {
            let place = Place(source: "\(event.source)", side: event.side)
            return places.withLock { self.instruments(place, &$0) }
        }

        private func instruments(_ place: Place, _ places: inout [Place: Instruments]) -> Instruments {
            if let found = places[place] { return found }
            func counter(_ label: String) -> Counter { Counter(label: label, dimensions: place.dimensions, factory: factory) }
            let made = Instruments(
                opened: counter("strata_connections_opened"),
                connections: Meter(label: "strata_connections", dimensions: place.dimensions, factory: factory),
                receivedMessages: counter("strata_received_messages"), receivedBytes: counter("strata_received_message_bytes"),
                sentMessages: counter("strata_sent_messages"), sentBytes: counter("strata_sent_message_bytes"))
            places[place] = made
            return made
        }

        private func refusals(_ reason: DiagnosticEvent.RefusalReason, _ event: DiagnosticEvent) -> Counter {
            let place = Place(source: "\(event.source)", side: event.side)
            return places.withLock { places in
                var instruments = self.instruments(place, &places)
                if let found = instruments.refusals[reason] { return found }
                let counted = instruments.refusals.count < Self.maxReasons ? reason : .init(MetricRegistry.overflowValue)
                if let found = instruments.refusals[counted] { return found }
                let made = Counter(
                    label: "strata_refusals", dimensions: place.dimensions + [("reason", counted.description)], factory: factory)
                instruments.refusals[counted] = made
                places[place] = instruments
                return made
            }
        }

        private static func nanoseconds(_ duration: Duration) -> Int64 {
            let parts = duration.components
            let (seconds, overflows) = parts.seconds.multipliedReportingOverflow(by: 1_000_000_000)
            return overflows ? .max : seconds &+ parts.attoseconds / 1_000_000_000
        }
    }
#endif
