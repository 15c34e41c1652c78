import Foundation
import Strata

enum Names {
    static let space = "urn:example:files"
    static let octets = [ExpandedName("file", namespace: space), ExpandedName("octets", namespace: space)]
    static let count = ExpandedName("count", namespace: space)
}

/// Both ends: SOAP 1.1 as text over HTTP, no body ever held in memory. A limit there is all the same, only a wide one.
func streamingBinding() -> BasicHTTPBinding {
    var binding = BasicHTTPBinding()
    binding.transferMode = .streamed
    binding.settings.maxReceivedMessageSize = 1 << 30
    return binding
}

/// Keeps one file: takes it, and gives it back.
struct Shelf: Sendable {
    /// Where the file is kept.
    var path: String

    func handle(_ request: Message) async throws -> Message? {
        switch request.headers.action {
        case "\(Names.space)/put":
            guard let body = request.body.stream else { throw FaultError(.sender("there is no file")) }
            let count = try await store(try body.octets(in: Names.octets), at: path)
            return Message(version: .soap11, action: "\(Names.space)/taken") { $0.element(Names.count, String(count)) }
        case "\(Names.space)/get":
            // Returns at once: the file is read while the reply is sent.
            let stream = StreamedBody(octets: FileOctets(path: path), in: Names.octets)
            return Message(version: .soap11, action: "\(Names.space)/given", body: MessageBody(stream))
        default:
            throw FaultError(.sender("there is no such operation"))
        }
    }
}
