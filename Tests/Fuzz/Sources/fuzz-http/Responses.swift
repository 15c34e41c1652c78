import Fuzzing
@testable import StrataFraming

enum Responses {
    static func read(_ pieces: [ArraySlice<UInt8>], _ settings: Settings) -> Transcript {
        var transcript = Transcript()
        var reader = HTTP1.ResponseReader(limits: settings.limits)
        reader.gather = settings.gather
        do throws(HTTP1.MessageError) {
            try reader.begin(method: settings.method, asksUpgrade: settings.asksUpgrade)
            try Feeding.feed(pieces, waits: settings.waits) { rest throws(HTTP1.MessageError) in
                try reader.next(rest)
            } _: { part throws(HTTP1.MessageError) in
                switch part {
                case .interim(let head):
                    var message = self.message(head)
                    message.isWhole = true
                    transcript.messages.append(message)
                case .head(let head): transcript.messages.append(message(head))
                case .body(let piece): transcript.change { $0.body += Feeding.octets(piece) }
                case .trailers(let fields): transcript.change { $0.trailers = fields }
                case .end:
                    transcript.change { $0.isWhole = true }
                    if reader.isIdle { try reader.begin(method: settings.method, asksUpgrade: settings.asksUpgrade) }
                }
            }
            if try reader.inputEnded() { transcript.change { $0.isWhole = true } }
        } catch {
            transcript.error = error
        }
        return transcript
    }

    private static func message(_ head: HTTP1.ResponseHead) -> ReadMessage {
        ReadMessage(
            status: head.status, reason: head.reason, minorVersion: head.minorVersion, fields: head.fields, framing: head.framing,
            keepAlive: head.keepAlive)
    }
}
