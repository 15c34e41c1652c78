import Foundation
import Testing

/// The samples of strangers run the conformance kits on themselves.
@Suite("Samples under the kits", .serialized, .enabled(if: Peers.hasSamples, "needs the samples (make test)"))
struct KitTests {
    @Test(.timeLimit(.minutes(2)), arguments: ["CustomElement", "CustomTransport"]) func passEveryCheck(sample: String) async throws {
        let result = try await ChildProcess.run(Peers.sample(sample), [])
        #expect(result.status == 0, "\(result)")
        #expect(result.lines.filter { $0.hasPrefix("passed") }.count >= 8, "\(result)")
        #expect(!result.lines.contains { $0.hasPrefix("FAILED") }, "\(result)")
    }
}
