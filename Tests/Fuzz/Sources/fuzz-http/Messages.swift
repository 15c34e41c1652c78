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

    /// Changes the message under way.
    mutating func change(_ body: (inout ReadMessage) -> Void) {
        guard !messages.isEmpty else { return }
        body(&messages[messages.count - 1])
    }
}
