internal import StrataCore
internal import StrataFraming
internal import StrataNet

/// What a connection waits for, and how long.
extension HTTPServerConnection {
    enum Wait {
        /// For the next request.
        case idle
        /// For the first one, while the service closes.
        case last
        case head
        case body
    }

    /// Sets the deadline of what is waited for now.
    func watch() {
        guard !hasEnded, !isAnswering || incoming != nil else { return }
        if head != nil {
            if clock.wait != .body { setDeadline(.body) }
        } else if stream.undeliveredInput > 0 || !reader.isIdle {
            if clock.wait != .head { setDeadline(.head) }
        } else {
            setDeadline(closes ? .last : .idle)
        }
    }

    func setDeadline(_ wait: Wait) {
        let span =
            switch wait {
            case .idle: configuration.idleTimeout
            case .last: Self.lastCall
            case .head: configuration.requestInitializationTimeout
            case .body: configuration.bodyProgressTimeout
            }
        clock.progress = wait == .body ? bodyCount + stream.undeliveredInput : stream.bufferedOutput
        clock.set(wait, span, tick)
    }

    private var tick: () -> Void { { [weak self] in self?.expired() } }

    private func expired() {
        guard !hasEnded, clock.fired(tick), let wait = clock.wait else { return }
        switch wait {
        case .idle:
            // A reader that is slow, but reads, has its time again.
            if stream.bufferedOutput > 0, stream.bufferedOutput < clock.progress { return setDeadline(.idle) }
            if stream.bufferedOutput > 0 {
                port.settings.report(
                    .notice, "a connection was closed: its peer took no octets for idleTimeout (\(configuration.idleTimeout))",
                    [("peer", peer)])
                hasEnded = true
                stream.shut()
                return
            }
            port.settings.report(
                .debug, "a connection was closed: it was idle for idleTimeout (\(configuration.idleTimeout))", [("peer", peer)])
            hasEnded = true
            clock.clear()
            stream.closeAfterFlush()
        case .last:
            hasEnded = true
            clock.clear()
            stream.closeAfterFlush()
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
        case .body:
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
}
