import Foundation
import StrataCrypto
import TestSupport
import Testing

/// `strata encrypt` and `strata decrypt`, run as processes, each read by the other.
@Suite(.enabled(if: Tool.isExpected)) struct EncryptToolTests {
    private func write(_ name: String, in folder: URL) throws {
        try SignedMessage.unsigned.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
    }

    /// Whether a document is the one that was encrypted; an element may come back with declarations that stand around it.
    private func isSame(_ text: String, in folder: URL) throws -> Bool {
        try text.write(to: folder.appending(path: "same.xml"), atomically: true, encoding: .utf8)
        let (status, form) = try Tool.run(["canonicalize", "same.xml"], in: folder)
        return try status == 0 && form == Tool.run(["canonicalize", "m.xml"], in: folder).1
    }

    @Test(arguments: ["rsa2048", "p256"])
    func forOwnersOfKeys(_ kind: String) throws {
        try withFolder { folder in
            #expect(
                try Tool.run(["certificates", "make", "--out", "keys", "--key", kind, "--client", "a", "--client", "b"], in: folder).0 == 0)
            try write("m.xml", in: folder)
            for arguments in [["--id", "body"], ["--id", "body", "--id", "to", "--content"], ["--cipher", "aes128-gcm"]] {
                let encrypt = ["encrypt", "m.xml", "--for", "keys/a.pem", "--for", "keys/b.pem", "--out", "e.xml"]
                let (status, text) = try Tool.run(encrypt + arguments, in: folder)
                #expect(status == 0, "\(text)")
                let encrypted = try String(contentsOf: folder.appending(path: "e.xml"), encoding: .utf8)
                #expect(!encrypted.contains("<amount>") && encrypted.contains("EncryptedData"))
                for key in ["keys/a.p12", "keys/b.key"] {
                    let (status, text) = try Tool.run(["decrypt", "e.xml", "--key", key], in: folder)
                    #expect(status == 0)
                    #expect(try isSame(text, in: folder), "\(key): \(text)")
                }
                let (other, why) = try Tool.run(["decrypt", "e.xml", "--key", "keys/server.key"], in: folder)
                #expect(other == 1 && why.hasPrefix("strata: ") && !why.contains("amount"), "\(why)")
            }
        }
    }

    @Test func withSecrets() throws {
        try withFolder { folder in
            try write("m.xml", in: folder)
            try Data([UInt8](1...24)).write(to: folder.appending(path: "key"))
            let encrypt = ["encrypt", "m.xml", "--secret", "key", "--id", "body"]
            #expect(try Tool.run(encrypt + ["--out", "e.xml"], in: folder).0 == 0)
            let (status, text) = try Tool.run(["decrypt", "e.xml", "--secret", "key", "--out", "d.xml"], in: folder)
            #expect(status == 0, "\(text)")
            #expect(try isSame(String(contentsOf: folder.appending(path: "d.xml"), encoding: .utf8), in: folder))
            // What was secret on its way is not for everybody here.
            let mode = try FileManager.default.attributesOfItem(atPath: folder.path + "/d.xml")[.posixPermissions] as? NSNumber
            #expect(mode?.intValue == 0o600)
            let (wrong, why) = try Tool.run(encrypt + ["--cipher", "aes256-gcm"], in: folder)
            #expect(wrong == 2 && why.contains("24 octets"), "\(why)")
            #expect(try Tool.run(encrypt + ["--cipher", "tripledes-cbc", "--out", "old.xml"], in: folder).0 == 0)
            let (refused, reason) = try Tool.run(["decrypt", "old.xml", "--secret", "key"], in: folder)
            #expect(refused == 1 && reason.contains("forbiddenAlgorithm"), "\(reason)")
            #expect(try isSame(Tool.run(["decrypt", "old.xml", "--secret", "key", "--policy", "legacy"], in: folder).1, in: folder))
            try Data([UInt8](2...25)).write(to: folder.appending(path: "other"))
            #expect(try Tool.run(["decrypt", "e.xml", "--secret", "other"], in: folder).0 == 1)
            let (explained, attempts) = try Tool.run(["decrypt", "e.xml", "--secret", "other", "--explain"], in: folder)
            #expect(explained == 1 && attempts.contains("undecryptable"), "\(attempts)")
            #expect(try Tool.run(["decrypt", "m.xml", "--secret", "key"], in: folder).0 == 2)
        }
    }

    @Test func twice() throws {
        try withFolder { folder in
            try write("m.xml", in: folder)
            try Data([UInt8](1...16)).write(to: folder.appending(path: "key"))
            #expect(try Tool.run(["encrypt", "m.xml", "--secret", "key", "--id", "body", "--out", "e.xml"], in: folder).0 == 0)
            #expect(try Tool.run(["encrypt", "e.xml", "--secret", "key", "--out", "ee.xml"], in: folder).0 == 0)
            let (_, once) = try Tool.run(["decrypt", "ee.xml", "--secret", "key"], in: folder)
            #expect(once.contains("<a:To") && once.contains("EncryptedData"))
            #expect(try isSame(Tool.run(["decrypt", "ee.xml", "--secret", "key", "--nested"], in: folder).1, in: folder))
        }
    }

    @Test(arguments: [
        ["encrypt"], ["encrypt", "a"], ["encrypt", "a", "--for", "b", "--secret", "c"], ["encrypt", "a", "b", "--secret", "c"],
        ["encrypt", "a", "--secret", "c", "--cipher", "rot13"], ["decrypt"], ["decrypt", "a"], ["decrypt", "a", "--policy", "weak"],
    ])
    func usageErrors(_ arguments: [String]) throws {
        let (status, text) = try Tool.run(arguments)
        #expect(status == 2 && text.hasPrefix("strata: ") && text.contains("strata help"), "\(text)")
    }
}
