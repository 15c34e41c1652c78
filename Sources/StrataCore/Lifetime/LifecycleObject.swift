/// A communication object whose states a `Lifespan` keeps: its author writes three hooks and gets `open`, `close`, `abort`,
/// `state` and `stateChanges` with the rules of `CommunicationObject`.
public protocol LifecycleObject: CommunicationObject {
    /// What keeps its states; one for the whole life of the object.
    var lifespan: Lifespan { get }

    /// Does what opening means. Called once, in state opening; what it throws faults the object. Cancelled at the deadline, and when the
    /// object is aborted meanwhile.
    func opening(until deadline: Deadline) async throws

    /// Finishes what is under way and tells the peer. Called once, in state closing, of an open object only; what it throws, or
    /// the deadline, aborts the object. Cancelled when the object is aborted or faults meanwhile.
    func closing(until deadline: Deadline) async throws

    /// Releases everything at once; does not block, does not wait. Not called after a graceful close.
    ///
    /// Called once; and once more, when the object was aborted while `opening` ran, after that has ended: what was acquired in between is
    /// released then.
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
        let lifespan = lifespan
        do {
            try await deadline.enforce("opening \(lifespan.name)") {
                if case .failure(let error) = await lifespan.interrupting({ try await self.opening(until: deadline) }) { throw error }
            }
        } catch {
            // An abort meanwhile is the reason rather than what the hook made of it.
            guard lifespan.fault(error) else { throw endedWhileOpening() }
            throw error
        }
        do throws(CommunicationError) {
            try lifespan.update { life throws(CommunicationError) in try life.finishOpen() }
        } catch {
            throw endedWhileOpening()
        }
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
                let lifespan = lifespan
                try await deadline.enforce("closing \(lifespan.name)") {
                    if case .failure(let error) = await lifespan.interrupting({ try await self.closing(until: deadline) }) { throw error }
                }
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

    /// The object has ended while it opened. What opening has acquired since the abort is released.
    private func endedWhileOpening() -> CommunicationError {
        let error = lifespan.unusable
        if lifespan.isAborted { aborting() }
        return error
    }

    private func finishAbort() throws(CommunicationError) {
        aborting()
        try lifespan.update { life throws(CommunicationError) in life.finishAbort() }
    }
}
