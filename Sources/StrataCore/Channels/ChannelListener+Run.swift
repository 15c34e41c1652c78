extension ChannelListener {
    /// Opens the listener, hands each channel to `body` in a task of its own, and closes the channel gracefully when `body` returns.
    ///
    /// Returns when the listener has been closed (`close()` from anywhere) and drained: every channel is closed gracefully, what
    /// is under way is finished, and what is not done within the close timeout is aborted. Cancellation aborts at once and throws
    /// `CancellationError`. When the listener is aborted, so are its channels, and this returns. A listener that is already open goes on from
    /// there.
    ///
    /// - Parameters:
    ///   - onFailure: gets what `body` throws; one channel's failure does not end the others. Unless given, the failure is reported to the
    ///     binding's diagnostics.
    ///   - body: what is done with a channel, in a task of its own.
    public func run(
        onFailure: (@Sendable (Channel, any Error) -> Void)? = nil,
        _ body: @escaping @Sendable (Channel) async throws -> Void
    ) async throws {
        let live = LiveChannels()
        let onFailure = onFailure ?? { reportFailure($0, $1) }
        let failure: (any Error)? = try await withTaskCancellationHandler {
            if state == .created { try await open() }
            return await withDiscardingTaskGroup { group in
                var failure: (any Error)?
                do {
                    while let channel = try await accept() {
                        group.addTask { await serve(channel, live, onFailure, body) }
                    }
                } catch let error as CommunicationError where error.code == .aborted && [.closing, .closed].contains(state) {
                    // Somebody has aborted the listener: that is an end too, of its channels as well.
                    for channel in live.beginDraining() { channel.abort() }
                    group.cancelAll()
                } catch {
                    failure = error
                }
                let deadline = Deadline.after(timeouts.close, on: time)
                for channel in live.beginDraining() {
                    group.addTask { try? await channel.close(until: deadline) }
                }
                // What has not ended by then is cancelled, which aborts it.
                do { try await live.drained.value(until: deadline) } catch { group.cancelAll() }
                return failure
            }
        } onCancel: {
            abort()
        }
        try Task.checkCancellation()
        if let failure { throw failure }
    }

    private func reportFailure(_ channel: Channel, _ error: any Error) {
        guard let diagnostics = (self as? any ReportingListener)?.diagnostics else { return }
        // A session's end may be its peer's doing; a channel without one was all that the listener had.
        let level: DiagnosticLevel = (channel as? any CommunicationChannel)?.session == nil ? .error : .warning
        guard diagnostics.isEnabled(level) else { return }
        diagnostics.record(
            DiagnosticRecord(
                source: "channel", "a channel of a running listener has failed", fields: [("address", address.displayURI)], error: error),
            at: level)
    }

    private func serve(
        _ channel: Channel, _ live: LiveChannels, _ onFailure: @Sendable (Channel, any Error) -> Void,
        _ body: @Sendable (Channel) async throws -> Void
    ) async {
        let object = channel as? any CommunicationObject
        let id = live.add(object)
        defer { live.remove(id) }
        await withTaskCancellationHandler {
            do {
                try await body(channel)
                try await object?.close(until: .after(timeouts.close, on: time))
            } catch let error as CommunicationError
                where error.code == .closed && (object?.state == .closing || object?.state == .closed)
            {
                // It was closed before `body` could begin, or between two calls of it: an end like any other, and whoever closes it goes on.
            } catch {
                object?.abort()
                onFailure(channel, error)
            }
        } onCancel: {
            object?.abort()
        }
    }
}

extension ChannelListener where Channel == any ReplyChannel {
    /// Runs the listener and answers each request with `handler`.
    public func serve(
        onFailure: (@Sendable (any ReplyChannel, any Error) -> Void)? = nil, _ handler: @escaping RequestHandler
    ) async throws {
        try await run(onFailure: onFailure) { channel in try await channel.serve(handler) }
    }
}

/// A listener that knows its binding's diagnostics: the top of every stack.
protocol ReportingListener {
    var diagnostics: any Diagnostics { get }
}
