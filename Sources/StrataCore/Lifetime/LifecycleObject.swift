/// A communication object whose states a `Lifespan` keeps: its author writes three hooks and gets `open`, `close`, `abort`,
/// `state` and `stateChanges` with the rules of `CommunicationObject`.
public protocol LifecycleObject: CommunicationObject {
    /// What keeps its states; one for the whole life of the object.
    var lifespan: Lifespan { get }

    /// Does what opening means. Called once, in state opening; what it throws faults the object. Cancelled at the deadline.
    func opening(until deadline: Deadline) async throws

    /// Finishes what is under way and tells the peer. Called once, in state closing, of an open object only; what it throws, or
    /// the deadline, aborts the object.
    func closing(until deadline: Deadline) async throws

    /// Releases everything at once; does not block, does not wait. Called once, and not after a graceful close.
    func aborting()
}

extension LifecycleObject {
    public var state: CommunicationState { lifespan.state }
    public var stateChanges: AsyncStream<CommunicationState> { lifespan.stateChanges }

    public func opening(until deadline: Deadline) async throws {}
    public func closing(until deadline: Deadline) async throws {}
    public func aborting() {}

    public func open(until deadline: Deadline) async throws {
        try lifespan.update { life throws(CommunicationError) in try life.beginOpen() }
        do {
            try await deadline.enforce("opening \(self.lifespan.name)") { try await self.opening(until: deadline) }
        } catch {
            // An abort meanwhile is the reason rather than what the hook made of it.
            guard lifespan.fault(error) else { throw lifespan.unusable }
            throw error
        }
        try lifespan.update { life throws(CommunicationError) in try life.finishOpen() }
    }

    public func close(until deadline: Deadline) async throws {
        let action = try lifespan.update { life throws(CommunicationError) in life.beginClose() }
        switch action {
        case .nothing: return
        case .abort: try finishAbort()
        case .abortAndThrow:
            let error = lifespan.unusable
            try finishAbort()
            throw error
        case .close:
            do {
                try await deadline.enforce("closing \(self.lifespan.name)") { try await self.closing(until: deadline) }
            } catch {
                abort()
                throw error
            }
            switch try lifespan.update({ life throws(CommunicationError) in life.finishClose() }) {
            case .closed: return
            case .throw: throw lifespan.unusable
            case .abortAndThrow:
                let error = lifespan.unusable
                try finishAbort()
                throw error
            }
        }
    }

    public func abort() {
        guard (try? lifespan.update { life throws(CommunicationError) in life.beginAbort() }) == true else { return }
        try? finishAbort()
    }

    private func finishAbort() throws(CommunicationError) {
        aborting()
        try lifespan.update { life throws(CommunicationError) in life.finishAbort() }
    }
}
