/// What the topmost layer of a stack adds: the binding's timeouts and time, the way off the caller's actor, and the count of calls.
struct StackTop: Sendable {
    let timeouts: Timeouts
    let time: any TimeSource
    /// Who counts calls; `nil` where nobody does, and nothing is measured.
    let counting: (any Diagnostics)?

    let diagnostics: any Diagnostics
    private let side: ChannelSide

    init(timeouts: Timeouts, time: any TimeSource, diagnostics: any Diagnostics, side: ChannelSide) {
        self.timeouts = timeouts
        self.side = side
        self.time = time
        self.diagnostics = diagnostics
        counting = diagnostics.countsEvents ? diagnostics : nil
    }

    /// Counts one call around `call`, which gives its reply, where there is one.
    static func count(
        _ counting: any Diagnostics, _ side: ChannelSide, on time: any TimeSource, _ call: () async throws -> Message?
    ) async throws -> Message? {
        let begin = time.now
        counting.count(DiagnosticEvent(.callBegan, source: "channel", side: side))
        var outcome = DiagnosticEvent.CallOutcome.failed
        defer { counting.count(DiagnosticEvent(.callEnded(outcome, time.now - begin), source: "channel", side: side)) }
        do {
            let reply = try await call()
            outcome = reply?.isFault == true ? .fault : .answered
            return reply
        } catch {
            if error is FaultError { outcome = .fault }
            throw error
        }
    }

    /// A message is handed out.
    func countDelivered() { counting?.count(DiagnosticEvent(.delivered, source: "channel", side: side)) }

    /// The handler, counted where somebody counts.
    func counted(_ handler: @escaping RequestHandler) -> RequestHandler {
        guard let counting else { return handler }
        let time = time
        return { message in try await StackTop.count(counting, .service, on: time) { try await handler(message) } }
    }
}
