import Foundation
import Strata

let size = 24 << 20
let folder = FileManager.default.temporaryDirectory.appending(path: "strata-streaming-\(UUID().uuidString)")
func path(_ name: String) -> String { folder.appending(path: name).path }

do {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    defer { try? FileManager.default.removeItem(at: folder) }
    try await demonstrate()
} catch {
    say("Streaming ends here: \(error)")
    exit(1)
}

func demonstrate() async throws {
    try makeFile(at: path("original"))
    let binding = streamingBinding()
    let listener = try binding.makeReplyListener(at: EndpointAddress("http://localhost:0/files"))
    try await listener.open()
    let node = SOAPProcessor(version: .soap11)
    let shelf = Shelf(path: path("kept"))
    let serving = Task { try await listener.serve { await node.process($0, handler: shelf.handle) } }

    let before = peakMemory()
    say("A file of \(mebibytes(size)), up and down; the process has used \(mebibytes(before)) at most so far.")
    try await binding.withRequestChannel(to: listener.address) { channel in
        let up = TransferProgress("up", of: size)
        let file = StreamedBody(octets: FileOctets(path: path("original"), onPiece: up.add), in: Names.octets)
        let put = Message(version: .soap11, action: "\(Names.space)/put", body: MessageBody(file))
        var taken = try await node.call(put, over: channel)
        try await taken.buffer(upTo: 65536)
        say("The service has taken \(try taken.bodyContents?.string() ?? "no") octets.")

        let down = TransferProgress("down", of: size)
        let given = try await node.call(Message(version: .soap11, action: "\(Names.space)/get", body: .empty), over: channel)
        guard let stream = given.body.stream else { throw CommunicationError(.protocolViolation, "no file came back") }
        let count = try await store(try stream.octets(in: Names.octets), at: path("returned"), onPiece: down.add)
        say("The client has got \(count) octets.")
    }
    let after = peakMemory()
    try await listener.close()
    try await serving.value

    guard FileManager.default.contentsEqual(atPath: path("original"), andPath: path("returned")) else {
        throw CommunicationError(.protocolViolation, "another file came back")
    }
    say("It is the same file. Both ends together have used \(mebibytes(after)) at most, \(mebibytes(after - before)) more than before.")
}

/// A file of random octets.
func makeFile(at path: String) throws {
    guard FileManager.default.createFile(atPath: path, contents: nil) else { throw CocoaError(.fileWriteUnknown) }
    let file = try FileHandle(forWritingTo: URL(filePath: path))
    defer { try? file.close() }
    var generator = SystemRandomNumberGenerator()
    for _ in 0..<size >> 20 {
        let words = (0..<1 << 17).map { _ in UInt64.random(in: 0...UInt64.max, using: &generator) }
        try file.write(contentsOf: words.withUnsafeBytes { Data($0) })
    }
}
