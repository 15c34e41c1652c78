import Foundation

/// A signed message in a folder, with its key.
struct SignedMessage {
    let folder: URL
    let text: String

    static let unsigned = """
        <s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing">\
        <s:Header><a:To Id="to">urn:bank</a:To><security Id="security"/></s:Header>\
        <s:Body Id="body"><pay xmlns="urn:bank"><amount>10</amount></pay></s:Body></s:Envelope>
        """

    /// Signs with a secret: `secret` is the key, `message.xml` the message.
    init(in folder: URL, _ arguments: [String] = ["--id", "to", "--id", "body", "--into", "security"]) throws {
        self.folder = folder
        try Data((1...32).map { UInt8($0) }).write(to: folder.appending(path: "secret"))
        try SignedMessage.unsigned.write(to: folder.appending(path: "unsigned.xml"), atomically: true, encoding: .utf8)
        let (status, output) = try Tool.run(
            ["sign", "unsigned.xml", "--secret", "secret", "--out", "message.xml"] + arguments, in: folder)
        guard status == 0 else { throw Failed(description: output) }
        text = try String(contentsOf: folder.appending(path: "message.xml"), encoding: .utf8)
    }

    struct Failed: Error, CustomStringConvertible { let description: String }

    /// Writes the message with a text replaced.
    func write(_ name: String, replacing one: String, with other: String) throws {
        try text.replacing(one, with: other).write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    /// Verifies with the secret.
    func verify(_ arguments: [String]) throws -> (Int32, String) {
        try Tool.run(["verify"] + arguments + ["--secret", "secret"], in: folder)
    }
}
