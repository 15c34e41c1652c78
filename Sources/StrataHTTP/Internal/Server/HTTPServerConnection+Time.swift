internal import StrataCore
internal import StrataFraming
internal import StrataNet

/// What a connection waits for, and how long.
extension HTTPServerConnection {
    enum Wait {
        /// For the first octet of the first request.
        case first
        /// For the next request.
        case idle
        /// For one more, while the service closes.
        case last
        case head
        case body
        /// For the peer to take what it was answered: nothing more is read before it does.
        case reader
    }

    /// Sets the deadline of what is waited for now.
    func watch() {
        guard !hasEnded, !isAnswering || incoming != nil else { return }
        // Who has no leave to send owes nothing.
        if awaitsLeave { return clock.rest() }
        if stream.isOutputPaused {
            setDeadline(.reader)
        } else if head != nil {
            if clock.wait != .body { setDeadline(.body) }
        } else if stream.undeliveredInput > 0 || !reader.isIdle {
            if clock.wait != .head { setDeadline(.head) }
        } else {
            setDeadline(closes ? .last : hasHeard ? .idle : .first)
        }
    }

    func setDeadline(_ wait: Wait) {
        let span =
            switch wait {
            case .idle, .reader: configuration.idleTimeout
            case .last: Self.lastCall
            case .first, .head: configuration.requestInitializationTimeout
            case .body: configuration.bodyProgressTimeout
            }
        clock.progress = wait == .body ? bodyCount + stream.undeliveredInput : stream.bufferedOutput
        clock.set(wait, span, tick)
    }

    private var tick: () -> Void { { [weak self] in self?.expired() } }

    /// The peer takes its answers again, and may be read.
    func outputDrained(_ stream: ByteStream) {
        switch clock.wait {
        case .reader: watch()
        // What it sent meanwhile was not read, so its time begins again.
        case .head: setDeadline(.head)
        case .body: setDeadline(.body)
        case .first, .idle, .last, nil: break
        }
    }

    private func expired() {
        guard !hasEnded, clock.fired(tick), let wait = clock.wait else { return }
        switch wait {
        case .head where stream.isOutputPaused, .body where stream.isOutputPaused:
            // What it sends is not read: not too little has come, too little has left.
            setDeadline(.reader)
        case .first, .idle, .reader:
            guard stream.bufferedOutput == 0 else { return judgeReader(wait) }
            let what = wait == .first ? "said nothing within" : "was idle for"
            port.settings.report(.debug, "a connection was closed: it \(what) \(setting(wait))", [("peer", peer)])
            endIdle()
        case .last: endIdle()
        case .head:
            if stream.transform != nil, transportSecurity == nil {
                port.settings.report(
                    .notice,
                    "a connection was closed: TLS was not established within requestInitializationTimeout "
                        + "(\(configuration.requestInitializationTimeout))", [("peer", peer)])
                hasEnded = true
                stream.shut()
                return
            }
            port.settings.report(
                .notice,
                "a request was given up: no whole head within requestInitializationTimeout (\(configuration.requestInitializationTimeout))",
                [("peer", peer)])
            refuse(status: 408)
        case .body: judgeBody()
        }
    }

    private func endIdle() {
        hasEnded = true
        clock.clear()
        stream.closeAfterFlush()
    }

    /// A reader that is slow, but reads, has its time again.
    private func judgeReader(_ wait: Wait) {
        if clock.progress - stream.bufferedOutput >= configuration.minimumBodyProgress { return setDeadline(wait) }
        port.settings.report(
            .notice,
            "a connection was closed: its peer took fewer than minimumBodyProgress (\(configuration.minimumBodyProgress)) octets of its "
                + "answer in \(setting(wait))", [("peer", peer)])
        hasEnded = true
        stream.shut()
    }

    /// Where the time of a connection that nothing is read from comes from.
    private func setting(_ wait: Wait) -> String {
        wait == .first
            ? "requestInitializationTimeout (\(configuration.requestInitializationTimeout))" : "idleTimeout (\(configuration.idleTimeout))"
    }

    private func judgeBody() {
        // Nobody reads it: that is not the peer's doing.
        if let incoming, incoming.isFull { return setDeadline(.body) }
        let received = bodyCount + stream.undeliveredInput
        if received - clock.progress >= configuration.minimumBodyProgress { return setDeadline(.body) }
        port.settings.report(
            .notice,
            "a request was given up: its body grew by \(received - clock.progress) octets in bodyProgressTimeout "
                + "(\(configuration.bodyProgressTimeout)), fewer than minimumBodyProgress (\(configuration.minimumBodyProgress))",
            [("peer", peer)])
        if discards { close() } else { refuse(status: 408) }
    }
}
