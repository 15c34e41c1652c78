import Foundation
import StrataCrypto
import StrataInfoset
import TestSupport
import Testing

/// `strata certificates`, run as a process.
@Suite(.enabled(if: Tool.isExpected)) struct CertificatesToolTests {
    @Test func makesAUsableSet() throws {
        try withFolder { folder in
            let out = folder.appending(path: "new/deep")
            let (status, text) = try Tool.run(
                [
                    "certificates", "make", "--out", out.path, "--name", "api.example", "--name=10.0.0.7", "--client", "alice", "--client",
                    "bob", "--key", "p256",
                ])
            #expect(status == 0, "\(text)")
            func path(_ name: String) -> String { out.appending(path: name).path }
            let root = try Certificate.list(file: path("ca.pem"))
            let trust = CertificateTrust.roots(root)
            let server = try CertificateIdentity(chainFile: path("server.pem"), privateKeyFile: path("server.key"))
            for name in ["api.example", "10.0.0.7"] { try trust.verify(server.chain, for: .server, name: name) }
            #expect(try CertificateIdentity(pkcs12File: path("server.p12"), password: "strata").certificate == server.certificate)
            for name in ["alice", "bob"] {
                let client = try CertificateIdentity(chainFile: path("\(name).pem"), privateKeyFile: path("\(name).key"))
                try trust.verify(client.chain, for: .client)
                #expect(client.certificate.subject.commonName == name && client.certificate.notAfter <= root[0].notAfter)
            }
            for (file, mode) in [("ca.key", 0o600), ("server.key", 0o600), ("alice.p12", 0o600), ("ca.pem", 0o644), ("bob.pem", 0o644)] {
                let attributes = try FileManager.default.attributesOfItem(atPath: path(file))
                let found = try #require(attributes[.posixPermissions] as? NSNumber).intValue
                #expect(found & ~mode == 0 && found & 0o400 != 0, "\(file): \(String(found, radix: 8))")
            }
            // A key never appears on the screen.
            let key = try String(contentsOfFile: path("server.key"), encoding: .utf8)
            for line in key.split(separator: "\n") { #expect(!text.contains(line)) }

            // What was asked for by name is not replaced; the rest stays as it is.
            for again in [["--client", "alice"], ["--name", "other.example"]] {
                let (refused, why) = try Tool.run(["certificates", "make", "--out", out.path] + again)
                #expect(refused == 1 && why.contains("--force"), "\(why)")
            }
            // Another client joins, by the same authority.
            #expect(try Tool.run(["certificates", "make", "--out", out.path, "--client", "carol", "--key", "p256"]).0 == 0)
            try trust.verify(Certificate.list(file: path("carol.pem")), for: .client)
            #expect(try Certificate.list(file: path("ca.pem")) == root && Certificate.list(file: path("server.pem")) == server.chain)
            let other = folder.appending(path: "other").path
            #expect(try Tool.run(["certificates", "make", "--out", other, "--key", "p256", "--days", "2", "--authority", "Mine"]).0 == 0)
            #expect(try Certificate.list(file: other + "/ca.pem").first?.subject.commonName == "Mine")
            #expect(try Tool.run(["certificates", "make", "--out", other]).1.contains("(was there)"))
            #expect(try Certificate.list(file: other + "/server.pem").first?.speaks(for: "localhost") == true)
            #expect(try Tool.run(["certificates", "make", "--out", out.path, "--key", "p256", "--force"]).0 == 0)
            #expect(try Certificate.list(file: path("ca.pem")) != root)
            #expect(throws: CertificateRejection.self) { try trust.verify(Certificate.list(file: path("server.pem")), for: .server) }
        }
    }

    /// A key alone is somebody's authority, and is not written over; what another authority issued is not kept beside this one.
    @Test func keepsNothingThatDoesNotBelongTogether() throws {
        try withFolder { folder in
            func path(_ name: String) -> String { folder.appending(path: name).path }
            let make = ["certificates", "make", "--out", folder.path, "--key", "p256"]
            #expect(try Tool.run(make).0 == 0)
            let key = try String(contentsOfFile: path("ca.key"), encoding: .utf8)
            try FileManager.default.removeItem(atPath: path("ca.pem"))
            let (alone, why) = try Tool.run(make)
            #expect(alone == 1 && why.contains("ca.key") && why.contains("--force"), "\(why)")
            #expect(try String(contentsOfFile: path("ca.key"), encoding: .utf8) == key)
            try FileManager.default.removeItem(atPath: path("ca.key"))
            let (strange, reason) = try Tool.run(make)
            #expect(strange == 1 && reason.contains("server.pem") && reason.contains("--force"), "\(reason)")
            // Nothing was begun.
            #expect(!FileManager.default.fileExists(atPath: path("ca.key")) && !FileManager.default.fileExists(atPath: path("ca.pem")))
            let other = folder.appending(path: "other").path
            #expect(try Tool.run(["certificates", "make", "--out", other, "--key", "p256"]).0 == 0)
            for name in ["ca.pem", "ca.key"] { try FileManager.default.copyItem(atPath: other + "/" + name, toPath: path(name)) }
            let (mixed, cause) = try Tool.run(make)
            #expect(mixed == 1 && cause.contains("server.pem") && cause.contains("--force"), "\(cause)")
            #expect(try Tool.run(make + ["--force"]).0 == 0)
            #expect(try Tool.run(make).0 == 0)
        }
    }

    @Test func shows() throws {
        try withFolder { folder in
            let out = folder.path
            #expect(try Tool.run(["certificates", "make", "--out", out, "--key", "p256"]).0 == 0)
            let certificate = try #require(try Certificate.list(file: out + "/server.pem").first)
            let (status, text) = try Tool.run(["certificates", "show", out + "/server.pem"])
            #expect(status == 0 && text.contains("CN=localhost") && text.contains("serverAuth") && text.contains("IP:127.0.0.1"))
            #expect(text.contains(certificate.serialNumber.hexadecimal))
            let (_, container) = try Tool.run(["certificates", "show", out + "/server.p12"])
            #expect(container.contains(text.trimmingCharacters(in: .newlines)) && container.contains("CN=Strata Test Authority"))
            #expect(container.contains("private key: EC P-256"))
            let show = ["certificates", "show", out + "/server.p12", "--password-file", "-"]
            let (failed, reason) = try Tool.run(show, input: "wrong\n")
            #expect(failed == 1 && reason.contains("does not open with the password"), "\(reason)")
            #expect(try Tool.run(show, input: "strata").1 == container)
            let (missing, why) = try Tool.run(["certificates", "show", out + "/nothing.pem"])
            #expect(missing == 1 && why.contains("nothing.pem"))
        }
    }

    /// A command line can be seen by every user of the machine: no command takes a password from it, or says one again.
    @Test(arguments: [
        ["certificates", "make", "--out", "x"], ["certificates", "show", "a.p12"], ["certificates", "check", "a.p12"],
        ["sign", "a.xml", "--key", "a.p12"], ["verify", "a.xml", "--key", "a.p12"], ["decrypt", "a.xml", "--key", "a.p12"],
    ])
    func passwordsComeFromFiles(_ command: [String]) throws {
        try withFolder { folder in
            for arguments in [["--password", "open sesame"], ["--password=open sesame"]] {
                let (status, text) = try Tool.run(command + arguments, in: folder)
                #expect(status == 2 && text.contains("--password-file FILE") && !text.contains("sesame"), "\(text)")
            }
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
        }
    }

    @Test func containersHaveThePasswordOfTheFile() throws {
        try withFolder { folder in
            let make = ["certificates", "make", "--key", "p256", "--password-file"]
            try Data("open sesame\nanother line\n".utf8).write(to: folder.appending(path: "password"))
            for (out, file, input) in [("a", "password", ""), ("b", "-", "open sesame")] {
                let (status, text) = try Tool.run(make + [file, "--out", out], in: folder, input: input)
                #expect(status == 0 && !text.contains("sesame"), "\(text)")
                let container = folder.appending(path: out + "/server.p12").path
                #expect(throws: Never.self) { try CertificateIdentity(pkcs12File: container, password: "open sesame") }
                #expect(throws: CryptoError.self) { try CertificateIdentity(pkcs12File: container, password: "strata") }
            }
            for file in ["none", "-"] {
                let (status, text) = try Tool.run(make + [file, "--out", "c"], in: folder)
                #expect(status == 2 && text.hasPrefix("strata: "), "\(text)")
            }
            #expect(!FileManager.default.fileExists(atPath: folder.appending(path: "c").path))
        }
    }

    @Test(arguments: [
        [], ["other"], ["certificates"], ["certificates", "burn"], ["certificates", "make"], ["certificates", "make", "--out"],
        ["certificates", "make", "--out", "x", "--nmae", "y"], ["certificates", "make", "--out", "x", "stray"],
        ["certificates", "make", "--out", "x", "--days", "many"], ["certificates", "make", "--out", "x", "--key", "dsa"],
        ["certificates", "make", "--out", "x", "--out", "y"], ["certificates", "make", "--out", "x", "--client", "../evil"],
        ["certificates", "make", "--out", "x", "--force=1"], ["certificates", "show"], ["certificates", "show", "a", "b"],
        ["certificates", "check"], ["certificates", "check", "a", "b"], ["certificates", "check", "a", "--at", "now"],
        ["certificates", "check", "a", "--purpose", "fun"], ["certificates", "check", "a", "--purpose", "client", "--host", "b"],
        ["certificates", "check", "a", "--host", "b", "--mail", "c"],
    ])
    func usageErrors(_ arguments: [String]) throws {
        let (status, text) = try Tool.run(arguments)
        #expect(status == 2 && text.hasPrefix("strata: ") && text.contains("strata help"), "\(text)")
    }

    @Test func checks() throws {
        try withFolder { folder in
            let out = folder.path
            #expect(try Tool.run(["certificates", "make", "--out", out, "--key", "p256", "--days", "30"]).0 == 0)
            let check = ["certificates", "check", out + "/server.pem"]
            let ours = ["--trust", out + "/ca.pem"]
            let (status, text) = try Tool.run(check + ours + ["--purpose", "server", "--host", "localhost"])
            #expect(status == 0 && text.contains("server.pem: trusted") && text.contains("CN=Strata Test Authority"), "\(text)")
            for (arguments, word) in [
                (ours + ["--host", "other.example"], "wrongName"), (ours + ["--purpose", "client"], "wrongPurpose"),
                (ours + ["--at", "2099-12-31T23:59:59Z"], "expired"), (ours + ["--at", "2000-02-29T00:00:00Z"], "notYetValid"),
                ([], "unknownAuthority"),
            ] {
                let (status, text) = try Tool.run(check + arguments)
                #expect(status == 1 && text.contains("not trusted") && text.contains(word), "\(arguments): \(text)")
            }
            #expect(text.contains("checked: trust, signature, validity") && text.contains("which is trusted itself"), "\(text)")
            for (arguments, status) in [
                (["--peer", out + "/server.pem"], Int32(0)), (["--peer", out + "/client.pem"], 1),
                (ours + ["--disallowed", out + "/server.pem"], 1), (ours + ["--mail", "a@localhost"], 1),
                (ours + ["--purpose", "signing"], 0),
            ] {
                let (found, text) = try Tool.run(check + arguments)
                #expect(found == status, "\(arguments): \(text)")
            }
            let (held, machines) = try Tool.run(["certificates", "check", out + "/client.p12", "--json"] + ours)
            #expect(held == 0 && machines.hasPrefix("{\"file\":") && machines.contains("\"holds\":true"), "\(machines)")
            let (refused, why) = try Tool.run(check + ours + ["--json", "--purpose", "client"])
            #expect(refused == 1 && why.contains("\"holds\":false") && why.contains("\"code\":\"wrongPurpose\""), "\(why)")
            let (missing, reason) = try Tool.run(["certificates", "check", out + "/none.pem"])
            #expect(missing == 2 && reason.contains("none.pem"))
        }
    }

    @Test func help() throws {
        let (status, text) = try Tool.run(["help"])
        #expect(status == 0 && text.contains("certificates make") && text.contains("exit codes"))
    }
}
