package import StrataCore
import StrataInfoset

extension ByteStream {
    /// From here on octets pass through `transform`: TLS over TCP from the first octet, or an upgrade in mid-stream.
    ///
    /// What was written before leaves as it is. Throws, and fails the stream, when octets of the peer lie undelivered: somebody may have
    /// put them in front of the handshake. A handler that starts it inside `read` must have taken all it was offered.
    package func start(transform: any StreamTransform) throws(IOError) {
        loop.assertCurrent()
        guard !flags.contains(.closed) else { throw .closed }
        guard self.transform == nil else {
            throw IOError(.protocolViolation, "start a transform on", address: peerText, reason: "the stream has one already")
        }
        if let input, input.count > 0, !flags.contains(.delivering) {
            let e = injected()
            fail(e)
            throw e
        }
        if flags.contains(.delivering) { flags.insert(.transformBegun) }
        self.transform = transform
        let out = output ?? loop.takeBuffer()
        output = out
        do throws(StreamTransformError) { try transform.start(output: out) } catch {
            let e = transformError(error)
            fail(e)
            throw e
        }
        markDirty()
        checkTransform()
        // Called from outside a burst (a closure of the run queue is inside one), the flush comes with the loop's round.
    }

    /// Calls `done` on the loop when the transform is established, at once if it is or there is none; with the error if the stream
    /// closes before.
    package func whenEstablished(_ done: @escaping (IOError?) -> Void) {
        loop.assertCurrent()
        if flags.contains(.closed) { return done(.closed) }
        if transform == nil || flags.contains(.established) { return done(nil) }
        if let earlier = establishment {
            establishment = { e in
                earlier(e)
                done(e)
            }
        } else {
            establishment = done
        }
    }

    /// Looks where the handshake stands after each step.
    func checkTransform() {
        guard let transform, !flags.contains(.closed), flags.isDisjoint(with: [.established, .verdictPending]) else { return }
        switch transform.state {
        case .handshaking: break
        case .failed: fail(IOError(.transformFailed, "transform the octets of", address: peerText, reason: "the handshake failed"))
        case .awaitingVerdict:
            flags.insert(.verdictPending)  // reading stops: what a peer sends meanwhile must not pile up
            updateInterest()
            transform.beginVerdict { [weak self] in
                guard let self else { return }
                loop.execute { self.verdictIn() }
            }
        case .established:
            flags.insert(.established)
            markDirty()
            let e = establishment
            establishment = nil
            handler?.transformEstablished(self)
            e?(nil)
        }
    }

    private func verdictIn() {
        guard let transform, flags.contains(.verdictPending), !flags.contains(.closed) else { return }
        flags.remove(.verdictPending)
        updateInterest()
        do throws(IOError) {
            try through(loop.clearScratch) { (clear, out) throws(StreamTransformError) in
                try transform.continueHandshake(clear: clear, output: out)
            }
        } catch {
            fail(error)
        }
    }

    func transformError(_ e: StreamTransformError) -> IOError {
        IOError(
            e.code == .truncated ? .truncated : .transformFailed, "transform the octets of", address: peerText, reason: e.message, cause: e)
    }

    func injected() -> IOError {
        IOError(
            .protocolViolation, "start a transform on", address: peerText,
            reason: "octets that came before the handshake were not delivered; they may have been put there by somebody else")
    }
}
