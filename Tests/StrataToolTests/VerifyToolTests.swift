import Foundation
import StrataCrypto
import StrataInfoset
import StrataXMLSecurity
import TestSupport
import Testing

/// `strata verify`, run as a process.
@Suite(.enabled(if: Tool.isExpected)) struct VerifyToolTests {
    @Test func holds() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            let (status, text) = try message.verify(["message.xml"])
            #expect(status == 0, "\(text)")
            for part in [
                "signature 1, /s:Envelope/s:Header/security/ds:Signature: holds", "HMAC with SHA-256", "secret of 32 octets",
                "reference '#to', /s:Envelope/s:Header/a:To: intact", "reference '#body', /s:Envelope/s:Body: intact",
            ] { #expect(text.contains(part), "\(text)") }
            let (held, machines) = try message.verify(["message.xml", "--json"])
            #expect(
                held == 0 && machines.contains("\"holds\":true") && machines.contains("\"uri\":\"#body\",\"path\":\"/s:Envelope/s:Body\""))
        }
    }

    @Test func doesNotHold() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            try message.write("changed.xml", replacing: "<amount>10<", with: "<amount>1000<")
            let (status, text) = try message.verify(["changed.xml"])
            #expect(status == 1 && text.contains("does not hold") && text.contains("digestMismatch"), "\(text)")
            #expect(
                text.contains("'#body', /s:Envelope/s:Body: changed")
                    && text.contains("'#to', /s:Envelope/s:Header/a:To: not digested") == false)
            #expect(text.contains("--explain searches"))
            let (_, explained) = try message.verify(["changed.xml", "--explain"])
            #expect(explained.contains("'#to', /s:Envelope/s:Header/a:To: intact") && explained.contains("--against FILE"), "\(explained)")
            let (compared, difference) = try message.verify(["changed.xml", "--against", "message.xml"])
            #expect(compared == 1, "\(difference)")
            for part in [
                "cause      the text of /s:Body/pay/amount was changed", "in /s:Body/pay/amount", "sent     </amount></pay></s:Body>",
                "received 00</amount></pay></s:Body>", "these are what was signed",
            ] { #expect(difference.contains(part), "\(difference)") }
            let (_, machines) = try message.verify(["changed.xml", "--against", "unsigned.xml", "--json"])
            #expect(machines.contains("\"path\":\"/s:Body/pay/amount\"") && machines.contains("\"code\":\"digestMismatch\""), "\(machines)")
        }
    }

    /// The octets that are written are what the sender compares with, and what can be compared with.
    @Test func octets() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            let (status, text) = try message.verify(["message.xml", "--octets", "digested"])
            #expect(status == 0, "\(text)")
            let body = folder.appending(path: "digested/signature-1-reference-2.xml")
            let octets = try String(contentsOf: body, encoding: .utf8)
            #expect(octets.hasPrefix("<s:Body xmlns:s=") && octets.hasSuffix("</s:Body>"))
            let (same, canonical) = try Tool.run(["canonicalize", "message.xml", "--id", "body"], in: folder)
            #expect(same == 0 && canonical == octets)
            let info = try String(contentsOf: folder.appending(path: "digested/signature-1-signed-info.xml"), encoding: .utf8)
            #expect(info.hasPrefix("<ds:SignedInfo "))
            try message.write("changed.xml", replacing: "<amount>10<", with: "<amount>\n10<")
            let (refused, why) = try message.verify(["changed.xml", "--against", "digested/signature-1-reference-2.xml"])
            #expect(refused == 1 && why.contains("cause      white space") && why.contains("received \\n10</amount>"), "\(why)")
        }
    }

    @Test func keys() throws {
        try withFolder { folder in
            #expect(try Tool.run(["certificates", "make", "--out", "keys", "--key", "p256"], in: folder).0 == 0)
            try SignedMessage.unsigned.write(to: folder.appending(path: "unsigned.xml"), atomically: true, encoding: .utf8)
            let sign = ["sign", "unsigned.xml", "--key", "keys/client.p12", "--out", "message.xml"]
            #expect(try Tool.run(sign, in: folder).0 == 0)
            let identity = try CertificateIdentity(
                chainFile: folder.path + "/keys/client.pem", privateKeyFile: folder.path + "/keys/client.key")
            try Data(identity.certificate.publicKey().der).write(to: folder.appending(path: "public.der"))
            for key in ["keys/client.pem", "keys/client.p12", "keys/client.key", "public.der"] {
                let (status, text) = try Tool.run(["verify", "message.xml", "--key", key], in: folder)
                #expect(status == 0 && text.contains("the whole document, without the signature: intact"), "\(key): \(text)")
            }
            let (other, why) = try Tool.run(["verify", "message.xml", "--key", "keys/server.pem", "--explain"], in: folder)
            #expect(other == 1 && why.contains("signatureMismatch") && why.contains("another key"), "\(why)")
            // What it brings along: by itself, and led back to an authority.
            let (embedded, note) = try Tool.run(["verify", "message.xml", "--embedded"], in: folder)
            #expect(embedded == 0 && note.contains("anybody may have made it"), "\(note)")
            let (trusted, text) = try Tool.run(["verify", "message.xml", "--trust", "keys/ca.pem"], in: folder)
            #expect(trusted == 0 && text.contains("CN=client") && !text.contains("anybody"), "\(text)")
            #expect(try Tool.run(["certificates", "make", "--out", "other", "--key", "p256"], in: folder).0 == 0)
            let (stranger, reason) = try Tool.run(["verify", "message.xml", "--trust", "other/ca.pem"], in: folder)
            #expect(stranger == 1 && reason.contains("noKey") && reason.contains("unknownAuthority"), "\(reason)")
        }
    }

    @Test func secretsAndPasswords() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            try Data("AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA=\n".utf8).write(to: folder.appending(path: "secret.b64"))
            #expect(try Tool.run(["verify", "message.xml", "--secret-base64", "secret.b64"], in: folder).0 == 0)
            try Data((1...32).map { UInt8($0) } + [10]).write(to: folder.appending(path: "line"))
            let (status, text) = try Tool.run(["verify", "message.xml", "--secret", "line"], in: folder)
            #expect(status == 1 && text.contains("ends with a line feed"), "\(text)")
            #expect(try message.verify(["message.xml", "--key", "unsigned.xml"]).0 == 2)
            try Data("open sesame\r\n".utf8).write(to: folder.appending(path: "password"))
            let make = ["certificates", "make", "--out", "keys", "--key", "p256", "--password-file", "password"]
            #expect(try Tool.run(make, in: folder).0 == 0)
            let sign = ["sign", "unsigned.xml", "--key", "keys/client.p12"]
            let (wrong, why) = try Tool.run(sign, in: folder)
            #expect(wrong == 2 && why.contains("password"), "\(why)")
            #expect(try Tool.run(sign + ["--password-file", "password"], in: folder).0 == 0)
        }
    }

    /// A message speaks to the terminal only as text, and one that is none is no verdict.
    @Test func strangeFiles() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            try message.write("escape.xml", replacing: "URI=\"#to\"", with: "URI=\"#to&#x85;&#xA;forged: holds&#x202E;\"")
            let (status, text) = try message.verify(["escape.xml"])
            #expect(status == 1 && !text.contains("\nforged") && !text.contains("\u{85}") && !text.contains("\u{202E}"), "\(text)")
            for (name, content) in [("none.xml", ""), ("half.xml", "<a>"), ("type.xml", "<!DOCTYPE a><a/>")] {
                try content.write(to: folder.appending(path: name), atomically: true, encoding: .utf8)
                let (status, text) = try message.verify([name])
                #expect(status == 2 && text.contains(name), "\(text)")
            }
            #expect(try message.verify(["missing.xml"]).0 == 2 && message.verify(["unsigned.xml"]).0 == 1)
        }
    }

    @Test func severalSignatures() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder)
            let again = ["sign", "message.xml", "--secret", "secret", "--id", "to", "--out", "twice.xml"]
            #expect(try Tool.run(again, in: folder).0 == 0)
            let text = try String(contentsOf: folder.appending(path: "twice.xml"), encoding: .utf8)
            try text.replacing("<amount>10", with: "<amount>11").write(
                to: folder.appending(path: "changed.xml"), atomically: true, encoding: .utf8)
            let (both, report) = try message.verify(["changed.xml"])
            #expect(
                both == 1 && report.contains("signature 1") && report.contains("signature 2") && report.contains(": holds"), "\(report)")
            #expect(try message.verify(["changed.xml", "--signature", "1"]).0 == 1)
            #expect(try message.verify(["changed.xml", "--signature", "2"]).0 == 0)
            #expect(try message.verify(["changed.xml", "--signature", "3"]).0 == 2)
        }
    }

    /// A signature may hold and the time be over: a service refuses it, and people look for the fault in the signature.
    @Test func clocks() throws {
        try withFolder { folder in
            for (created, expires, word) in [
                ("2020-02-29T00:00:00Z", "2020-02-29T00:05:00.500Z", "expired at 2020-02-29T00:05:00Z"),
                ("2999-01-01T00:00:00Z", "2999-01-01T00:05:00Z", "created at 2999-01-01T00:00:00Z"),
                ("2020-02-29T00:00:00Z", "2020-02-29T01:05:00+01:00", "expired at 2020-02-29T00:05:00Z"),
            ] {
                let text = "<a><Timestamp Id='t'><Created>\(created)</Created><Expires>\(expires)</Expires></Timestamp></a>"
                try text.write(to: folder.appending(path: "t.xml"), atomically: true, encoding: .utf8)
                let message = try SignedMessage(in: folder)
                #expect(try Tool.run(["sign", "t.xml", "--secret", "secret", "--id", "t", "--out", "s.xml"], in: folder).0 == 0)
                let (status, report) = try message.verify(["s.xml"])
                #expect(status == 0 && report.contains("clock      /a/Timestamp") && report.contains(word), "\(report)")
            }
        }
    }

    @Test func relativeNamespaceNames() throws {
        try withFolder { folder in
            _ = try SignedMessage(in: folder)
            try "<r xmlns='myservice'><a Id='a'/></r>".write(to: folder.appending(path: "r.xml"), atomically: true, encoding: .utf8)
            let sign = ["sign", "r.xml", "--secret", "secret", "--id", "a", "--out", "s.xml"]
            let verify = ["verify", "s.xml", "--secret", "secret"]
            let canonicalize = ["canonicalize", "r.xml", "--id", "a"]
            for command in [sign, canonicalize] {
                let (status, text) = try Tool.run(command, in: folder)
                #expect(status == 1 && text.contains("relativeNamespace"), "\(text)")
            }
            #expect(try Tool.run(sign + ["--relative-names"], in: folder).0 == 0)
            #expect(try Tool.run(canonicalize + ["--relative-names"], in: folder).1 == "<a xmlns=\"myservice\" Id=\"a\"></a>")
            let (refused, why) = try Tool.run(verify, in: folder)
            #expect(refused == 1 && why.contains("relativeNamespace") && why.contains("--policy legacy"), "\(why)")
            #expect(try Tool.run(verify + ["--policy", "legacy"], in: folder).0 == 0)
        }
    }

    @Test func policies() throws {
        try withFolder { folder in
            let message = try SignedMessage(in: folder, ["--method", "hmac-sha1", "--digest", "sha1", "--id", "body"])
            let (status, text) = try message.verify(["message.xml"])
            #expect(status == 1 && text.contains("forbiddenAlgorithm") && text.contains("--policy legacy"), "\(text)")
            #expect(try message.verify(["message.xml", "--policy", "legacy"]).0 == 0)
        }
    }

    @Test(arguments: [
        ["verify"], ["verify", "a"], ["verify", "a", "b", "--embedded"], ["verify", "a", "--embedded", "--policy", "weak"],
        ["verify", "a", "--embedded", "--key"], ["sign"], ["sign", "a"], ["sign", "a", "--key", "b", "--secret", "c"],
        ["canonicalize"], ["canonicalize", "a", "b"], ["canonicalize", "a", "--form", "pretty"],
        ["canonicalize", "a", "--form", "inclusive", "--prefixes", "a"], ["canonicalize", "a", "--digest", "md5"],
    ])
    func usageErrors(_ arguments: [String]) throws {
        let (status, text) = try Tool.run(arguments)
        #expect(status == 2 && text.hasPrefix("strata: ") && text.contains("strata help"), "\(text)")
    }
}
