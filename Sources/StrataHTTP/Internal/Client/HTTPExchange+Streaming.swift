internal import StrataCore
internal import StrataFraming
internal import StrataInfoset
internal import StrataNet
internal import Synchronization

/// Bodies that are not held in memory: requests that are sent while they are made, replies that are read while they come.
extension HTTPExchange {
    static let continueTimeout: Duration = .seconds(1)

    func startUpload() {
        guard let upload, let stream, !isOver, !upload.hasBegun else { return }
        waitsForContinue = false
        if let continueTimer { stream.loop.cancel(continueTimer) }
        continueTimer = nil
        uploading = upload.start(on: stream) { result in
            self.uploading = nil
            switch result {
            case .success(let octets):
                self.hasUploaded = true
                self.settings.count(.sent(octets: octets))
            case .failure(let error):
                guard !self.isOver else { return }
                // Of a connection that has broken its own end tells more.
                if self.stream?.isClosed != false { return }
                self.finish(.failure((error as? IOError).map { HTTPErrors.connection($0, self.line, sent: true) } ?? error))
            }
        }
    }

    // MARK: Replies

    func streams(_ head: HTTP1.ResponseHead) -> Bool {
        expectsReply && head.status / 100 == 2 && head.framing.hasBody && settings.configuration.transferMode.streamsReplies
    }

    func beginStreamed(_ head: HTTP1.ResponseHead, _ stream: ByteStream) {
        let loop = stream.loop
        let pipe = OctetPipe { [weak self] in
            guard let exchange = self else { return }
            loop.execute { exchange.stream?.resumeReading() }
        }
        pipe.whenOver { [weak self] ending in
            guard ending != .read, let exchange = self else { return }
            loop.execute { exchange.breakOff() }
        }
        incoming = pipe
        reader.gather = 0
        let source = pipe.makeReader(patience: settings.timeouts.receive, on: settings.time, "more of the reply of \(line.via.shown)")
        shared.withLock { $0.streamed = HTTPStreamedReply(head: head, source: source, identity: stream.remoteIdentity) }
        completion.succeed(.streamed)
    }

    /// The reply of `.streamed`, once.
    func takeStreamed() -> HTTPStreamedReply? {
        shared.withLock { shared in
            defer { shared.streamed = nil }
            return shared.streamed
        }
    }

    func endStreamed(isClean: Bool) {
        settings.count(.received(octets: incomingCount))
        incoming?.finish()
        incoming = nil
        guard let stream else { return isOver = true }
        stream.resumeReading()
        release(stream, isClean: isClean) {}
    }
}
