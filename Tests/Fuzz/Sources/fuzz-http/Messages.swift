@testable import StrataFraming

/// One message as it was read.
struct ReadMessage: Equatable {
    var method = ""
    var target = ""
    var status = 0
    var reason = ""
    var minorVersion = 1
    var fields = HTTPFields()
    var framing = HTTP1.BodyFraming.none
    var keepAlive = false
    var body: [UInt8] = []
    var trailers: HTTPFields?
    var isWhole = false
}

/// All that came of a stream of octets; equal for any delivery of the same octets.
struct Transcript: Equatable {
    var messages: [ReadMessage] = []
    var error: HTTP1.MessageError?

    /// Without what came of a message that was not whole: a body that is gathered is not given in part.
    var whole: Transcript {
        var copy = self
        if copy.messages.last?.isWhole == false { copy.change { $0.body = [] } }
        copy.error?.offset = 0
        return copy
    }

    /// Changes the message under way.
    mutating func change(_ body: (inout ReadMessage) -> Void) {
        guard !messages.isEmpty else { return }
        body(&messages[messages.count - 1])
    }
}
