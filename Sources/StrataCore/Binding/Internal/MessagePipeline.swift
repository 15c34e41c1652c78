/// Consecutive message elements as one: the transforms that every message passes, outbound top to bottom, inbound bottom to top.
struct MessagePipeline: Sendable {
    enum Step: Sendable {
        case inPlace(any MessageTransform)
        case suspending(any AsyncMessageTransform)
    }

    private let steps: [Step]
    /// All transforms, when none suspends and none is expensive: the pass is then one synchronous loop.
    private let synchronous: [any MessageTransform]?
    private let diagnostics: any Diagnostics

    var isEmpty: Bool { steps.isEmpty }
    /// Whether two passes may overtake each other, because a step suspends or leaves the loop.
    var mayReorder: Bool { synchronous == nil }

    init(_ steps: [Step], _ diagnostics: any Diagnostics) {
        self.steps = steps
        self.diagnostics = diagnostics
        var transforms: [any MessageTransform] = []
        for step in steps {
            if case .inPlace(let transform) = step, !transform.isExpensive { transforms.append(transform) }
        }
        synchronous = transforms.count == steps.count ? transforms : nil
    }

    func adjust(_ capabilities: inout BindingCapabilities) {
        for step in steps.reversed() {
            switch step {
            case .inPlace(let transform): transform.adjust(&capabilities)
            case .suspending(let transform): transform.adjust(&capabilities)
            }
        }
    }

    /// Passes `message` down, then calls `rest` with it: on the global pool when a transform was expensive, else where the caller is.
    func outbound<Value: Sendable>(
        _ message: Message, _ exchange: Exchange,
        then rest: @Sendable (Message, Exchange) async throws -> Value
    ) async throws -> Value {
        if let synchronous {
            var message = message
            var exchange = exchange
            for index in synchronous.indices {
                do { try synchronous[index].outbound(&message, &exchange) } catch { throw StepFault.of(error, at: index, exchange) }
            }
            return try await rest(message, exchange)
        }
        return try await pass(steps[...], .outbound, message, exchange, then: rest)
    }

    /// Passes `message` up, then calls `rest` with it, likewise.
    func inbound<Value: Sendable>(
        _ message: Message, _ exchange: Exchange,
        then rest: @Sendable (Message, Exchange) async throws -> Value
    ) async throws -> Value {
        if let synchronous {
            var message = message
            var exchange = exchange
            for index in synchronous.indices.reversed() {
                do { try synchronous[index].inbound(&message, &exchange) } catch { throw StepFault.of(error, at: index, exchange) }
            }
            return try await rest(message, exchange)
        }
        return try await pass(steps.reversed()[...], .inbound, message, exchange, then: rest)
    }

    /// The answer to a request of which an element has thrown a fault: it passes those elements down that stand beneath that one.
    func answer(_ refused: StepFault, to request: Message) async throws -> Message? {
        var refused = refused
        while true {
            guard let reply = try refused.fault.reply(to: request) else { return nil }
            do {
                return try await pass(steps[refused.beneath...], .outbound, reply, refused.exchange) { reply, _ in reply }
            } catch let again as StepFault { refused = again }
        }
    }

    /// Says that a message was given up.
    func reportRefusal(_ error: any Error) {
        guard diagnostics.isEnabled(.warning) else { return }
        diagnostics.record(
            DiagnosticRecord(source: "channel", "a received message was refused, and the next is awaited", error: error), at: .warning)
    }

    private enum Direction { case outbound, inbound }

    private func pass<Value: Sendable>(
        _ steps: ArraySlice<Step>, _ direction: Direction, _ message: Message, _ exchange: Exchange,
        then rest: @Sendable (Message, Exchange) async throws -> Value
    ) async throws -> Value {
        var message = message
        var exchange = exchange
        for index in steps.indices {
            switch steps[index] {
            case .inPlace(let transform):
                if transform.isExpensive {
                    let (moved, shared) = (message, exchange)
                    return try await withTaskExecutorPreference(globalConcurrentExecutor) {
                        try await onPool(steps[index...], direction, moved, shared, then: rest)
                    }
                }
                do { try apply(transform, direction, &message, &exchange) } catch { throw fault(error, index, direction, exchange) }
            case .suspending(let transform):
                do { try await apply(transform, direction, &message, &exchange) } catch { throw fault(error, index, direction, exchange) }
            }
        }
        return try await rest(message, exchange)
    }

    /// - Parameter index: in the order of the pass.
    private func fault(_ error: any Error, _ index: Int, _ direction: Direction, _ exchange: Exchange) -> any Error {
        StepFault.of(error, at: direction == .outbound ? index : steps.count - 1 - index, exchange)
    }

    /// The rest of a pass, on the global pool whatever the caller's actor was.
    @concurrent
    private func onPool<Value: Sendable>(
        _ steps: ArraySlice<Step>, _ direction: Direction, _ message: Message, _ exchange: Exchange,
        then rest: @Sendable (Message, Exchange) async throws -> Value
    ) async throws -> Value {
        var message = message
        var exchange = exchange
        for index in steps.indices {
            do {
                switch steps[index] {
                case .inPlace(let transform): try apply(transform, direction, &message, &exchange)
                case .suspending(let transform): try await apply(transform, direction, &message, &exchange)
                }
            } catch { throw fault(error, index, direction, exchange) }
        }
        return try await rest(message, exchange)
    }

    private func apply(
        _ transform: any MessageTransform, _ direction: Direction, _ message: inout Message, _ exchange: inout Exchange
    ) throws {
        switch direction {
        case .outbound: try transform.outbound(&message, &exchange)
        case .inbound: try transform.inbound(&message, &exchange)
        }
    }

    private func apply(
        _ transform: any AsyncMessageTransform, _ direction: Direction, _ message: inout Message, _ exchange: inout Exchange
    ) async throws {
        switch direction {
        case .outbound: try await transform.outbound(&message, &exchange)
        case .inbound: try await transform.inbound(&message, &exchange)
        }
    }
}
