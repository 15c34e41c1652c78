import Foundation
import Testing

@Suite("Mono's WCF", .serialized, .enabled(if: OtherPeers.hasMono, "needs Mono and its peer, and the samples (make test)"))
struct MonoTests {
    @Test(.timeLimit(.minutes(2)), arguments: OtherPeers.monoRows)
    func itsClientPassesEveryTest(binding: String) async throws {
        try await withOurService(binding) { _, port in
            expectPassed(try await OtherPeers.monoClient(binding, port), OtherPeers.monoTests(of: binding))
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: OtherPeers.monoRows)
    func itsServerAnswersEveryTest(binding: String) async throws {
        let tests = OtherPeers.monoTests(of: binding)
        try await OtherPeers.withMonoServer(binding) { address in
            let result = try await ourClient(binding, address, ["--only", tests.joined(separator: ",")])
            expectPassed(result, tests)
        }
    }
}

@Suite("gSOAP", .serialized, .enabled(if: OtherPeers.hasGSOAP, "needs the gSOAP peers, and the samples (make test)"))
struct GSOAPTests {
    @Test(.timeLimit(.minutes(2)), arguments: OtherPeers.gsoapRows)
    func itsClientPassesEveryTest(row: OtherPeers.GSOAPRow) async throws {
        try await withOurService(row.binding) { address, _ in
            let result = try await OtherPeers.gsoapClient(row, address)
            expectPassed(result, OtherPeers.gsoapTests)
            // The typed fault, with its detail.
            #expect(result.lines.contains { $0.hasPrefix("ok fault") && $0.contains(/<(\w+:)?Code>42</) }, "\(result)")
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: OtherPeers.gsoapRows)
    func itsServerAnswersItsPartOfTheContract(row: OtherPeers.GSOAPRow) async throws {
        try await OtherPeers.withGSOAPServer(row) { address in
            let result = try await ourClient(row.binding, address, ["--only", OtherPeers.testsOnGSOAP.joined(separator: ",")])
            expectPassed(result, OtherPeers.testsOnGSOAP)
        }
    }
}

@Suite("zeep", .serialized, .enabled(if: OtherPeers.hasZeep, "needs zeep, STRATA_SHARED, and the samples (make test)"))
struct ZeepTests {
    @Test(.timeLimit(.minutes(2)), arguments: OtherPeers.zeepRows)
    func passesEveryTest(binding: String, soap12: Bool) async throws {
        try await withOurService(binding) { address, _ in
            let result = try await OtherPeers.zeepClient(address, soap12: soap12)
            let passed = result.lines.filter { $0.hasPrefix("ok ") }.compactMap {
                $0.split(separator: " ").dropFirst().first.map(String.init)
            }
            #expect(result.status == 0 && passed == OtherPeers.zeepTests, "\(result)")
            #expect(result.lines.contains { $0.hasPrefix("ok fault code=") && $0.contains(/<(\w+:)?PeerFault/) }, "\(result)")
        }
    }
}
