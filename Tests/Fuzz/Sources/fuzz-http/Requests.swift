import Fuzzing
@testable import StrataFraming

enum Requests {
    static func read(_ pieces: [ArraySlice<UInt8>], _ settings: Settings) -> Transcript {
        var transcript = Transcript()
        var reader = HTTP1.RequestReader(limits: settings.limits)
        reader.gather = settings.gather
        do throws(HTTP1.MessageError) {
            try Feeding.feed(pieces, waits: settings.waits) { rest throws(HTTP1.MessageError) in
                try reader.next(rest)
            } _: { part throws(HTTP1.MessageError) in
                switch part {
                case .head(let head):
                    require(head.framing != .untilClose, "a request that the end of the stream ends")
                    let message = ReadMessage(
                        method: head.method, target: head.target, minorVersion: head.minorVersion, fields: head.fields,
                        framing: head.framing, keepAlive: head.keepAlive)
                    transcript.messages.append(message)
                    if let limit = settings.bodyLimit { try reader.limitBody(to: limit) }
                case .body(let piece): transcript.change { $0.body += Feeding.octets(piece) }
                case .trailers(let fields): transcript.change { $0.trailers = fields }
                case .end: transcript.change { $0.isWhole = true }
                }
            }
            try reader.inputEnded()
        } catch {
            transcript.error = error
        }
        return transcript
    }
}
