import Foundation
import Testing

@Suite("Foreign peers are there")
struct PeerPresence {
    /// Elsewhere the suites below are skipped when their programs are missing; in CI that is a failure.
    @Test(.enabled(if: Peers.isCI, "only CI must have every peer"))
    func nothingIsSkippedInCI() {
        #expect(Peers.hasSamples, "STRATA_SAMPLES_BIN must name the folder of the built samples: run the tests by 'make test'")
        #expect(Peers.hasDotNet, "no \(Peers.dotnet.path): run .ci/peers")
        #expect(Peers.hasCertificates, "no certificates in \(Peers.certificates.path): run .ci/peers")
        #expect(Peers.curl != nil, "no curl")
        #expect(Peers.tinyproxy != nil, "no tinyproxy")
        #expect(Peers.nginx != nil, "no nginx")
        #expect(XMLSec.program != nil, "no xmlsec1")
        #expect(OtherPeers.hasMono, "no Mono, or its peers are not built: run .ci/peers")
        #expect(OtherPeers.hasGSOAP, "the gSOAP peers are not built: run .ci/peers")
        #expect(OtherPeers.hasZeep, "no zeep: run .ci/peers")
    }
}

@Suite(
    ".NET's WCF client on our service", .serialized,
    .enabled(if: Peers.hasDotNet, "needs the .NET peer (.ci/peers) and the samples (make test)"))
struct DotNetClientTests {
    @Test(.timeLimit(.minutes(2)), arguments: Rows.all)
    func passesEveryTest(binding: String) async throws {
        try await withOurService(binding) { _, port in
            let result = try await dotNetClient(binding, port)
            expectPassed(result, Rows.tests(of: binding))
            if let caller = Self.callers[binding] {
                let said = result.lines.first { $0.hasPrefix("ok whoami") } ?? ""
                #expect(said == "ok whoami" || said.hasPrefix("ok whoami \(caller)"), "\(said)")
                #expect(!caller.isEmpty || said == "ok whoami", "\(said)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: Rows.withPassword)
    func isRefusedWithAWrongPassword(binding: String) async throws {
        try await withOurService(binding) { _, port in
            let result = try await dotNetClient(binding, port, ["--password", "wrong", "--only", "add"])
            #expect(result.status != 0 && result.lines.contains { $0.hasPrefix("FAIL add") }, "\(result)")
        }
    }

    /// What `WhoAmI` answers, where that tells something.
    static let callers = [
        "basic": "nobody (no security context)", "basic-https": "", "ws-https": "",
        "basic-httpauth-basic": "alice", "basic-httpauth-digest": "alice", "basic-https-basic": "alice",
        "basic-https-clientcert": "CN=peers client; ",
    ]
}

@Suite(
    "Our client on SoapCore", .serialized,
    .enabled(if: Peers.hasDotNet, "needs the .NET peer (.ci/peers) and the samples (make test)"))
struct SoapCoreTests {
    @Test(.timeLimit(.minutes(2)), arguments: Rows.soapCore)
    func passesEveryTest(binding: String) async throws {
        // SoapCore writes the code of a typed fault with a prefix that it does not declare: over SOAP 1.1 that is no XML.
        let tests = Rows.calcTests.filter { !(["text-s12", "text-s12a10"].contains(binding) == false && $0 == "fault-typed") }
        try await withSoapCore(binding) { address in
            expectPassed(try await ourClient(binding, address, ["--only", tests.joined(separator: ",")]), tests)
        }
    }
}

@Suite(
    "Our client on our service", .serialized, .enabled(if: Peers.hasSamples && Peers.hasCertificates, "needs the samples: run make test"))
struct OwnPeerTests {
    @Test(.timeLimit(.minutes(2)), arguments: Rows.all)
    func passesEveryTest(binding: String) async throws {
        try await withOurService(binding) { address, _ in expectPassed(try await ourClient(binding, address), Rows.tests(of: binding)) }
    }

    @Test(.timeLimit(.minutes(2)), arguments: Rows.withPassword)
    func isRefusedWithAWrongPassword(binding: String) async throws {
        try await withOurService(binding) { address, _ in
            let result = try await ourClient(binding, address, ["--password", "wrong", "--only", "add"])
            #expect(result.status == 1 && result.lines.last == "DONE ok=0 bad=1", "\(result)")
            #expect(result.lines.contains { $0.hasPrefix("FAIL add securityRejected") }, "\(result)")
        }
    }

    /// The same client without its certificate.
    @Test(.timeLimit(.minutes(2)))
    func isRefusedWithoutACertificate() async throws {
        try await withOurService("basic-https-clientcert") { address, _ in
            let result = try await ourClient("basic-https", address, ["--only", "add"])
            #expect(result.status == 1 && result.lines.last == "DONE ok=0 bad=1", "\(result)")
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func listsItsBindingsAndRefusesOthers() async throws {
        let list = try await ChildProcess.run(Peers.sample("interop-service"), ["--list"])
        #expect(list.lines.map { $0.split(separator: "\t").first.map(String.init) } == Rows.all)
        #expect(list.lines.contains("basic-https\thttps\tcalc") && list.lines.contains("basic-streamed\thttp\tstream"))
        let unknown = try await ChildProcess.run(Peers.sample("interop-service"), ["--binding", "carrier-pigeon", "--port", "0"])
        #expect(unknown.status == 2 && Rows.all.allSatisfy(unknown.description.contains), "\(unknown)")
        let client = try await ourClient("carrier-pigeon", "http://localhost:1/peer")
        #expect(client.status == 2 && Rows.all.allSatisfy(client.description.contains), "\(client)")
    }

    /// Exit statuses and last lines when there is nothing to call, nothing to do, or no sense in the arguments.
    @Test(.timeLimit(.minutes(2)))
    func failsAsTheContractSays() async throws {
        let nobody = "http://localhost:\(try freePort())/peer"
        let absent = try await ourClient("basic", nobody)
        #expect(absent.status == 1 && absent.lines.last == "DONE ok=0 bad=1", "\(absent)")
        #expect(absent.lines.first?.hasPrefix("FAIL add endpointNotFound") == true, "\(absent)")
        let nothing = try await ourClient("basic", nobody, ["--only", "no-such-test"])
        #expect(nothing.status == 1 && nothing.lines == ["DONE ok=0 bad=0"], "\(nothing)")
        for arguments in [["--what"], ["--only"], ["--bench", "many"]] {
            let odd = try await ourClient("basic", nobody, arguments)
            #expect(odd.status == 2 && odd.description.contains("usage: "), "\(odd)")
        }
        for arguments in [
            [], ["--binding", "basic"], ["--binding", "basic", "--port", "65536"], ["--binding", "basic-https", "--port", "0"],
        ] {
            let odd = try await ChildProcess.run(Peers.sample("interop-service"), arguments)
            #expect(odd.status == 2 && odd.description.contains("usage: "), "\(odd)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func endsByItself() async throws {
        let service = try await ChildProcess.run(Peers.sample("interop-service"), ["--binding", "basic", "--port", "0", "--seconds", "1"])
        #expect(service.status == 0 && service.lines.count == 1 && service.lines[0].hasPrefix("READY http://localhost:"), "\(service)")
    }

    @Test(.timeLimit(.minutes(2)))
    func measures() async throws {
        try await withOurService("basic") { address, _ in
            let result = try await ourClient("basic", address, ["--bench", "100", "--callers", "3", "--size", "64"])
            #expect(result.status == 0 && result.lines.last?.hasPrefix("bench calls=100 callers=3 size=64 seconds=") == true, "\(result)")
        }
    }

    @Test(.timeLimit(.minutes(2)))
    func customElementRuns() async throws {
        let custom = try await ChildProcess.run(Peers.sample("CustomElement"), [])
        #expect(custom.status == 0, "\(custom)")
        let expected = ["hello", "from", "afar"].flatMap { ["audit: 'say' from alice", "received: \($0)"] }
        #expect(Array(custom.lines.prefix(6)) == expected, "\(custom)")
        #expect(custom.lines.contains("binding 'packets' cannot make request/reply channels on the client side; it makes output/input"))
        #expect(custom.lines.contains("    1. Audit: sees each message, in place"), "\(custom)")
    }
}
