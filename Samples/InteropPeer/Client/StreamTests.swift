import InteropPeer
import Strata

/// The tests of the contract of streams, one line each.
struct StreamTests {
    let peer: Peer<StreamsClient>
    let run: TestRun

    /// Runs them; whether all that ran have passed, and any has.
    func run() async -> Bool { await run.all { try await tests(try await peer.connect()) } }

    private func tests(_ client: StreamsClient) async throws {
        await run.test("download") {
            var count = 0
            for try await octets in try await client.download(size: 1_000_000) {
                try check(octets == OctetPieces.pattern(count..<count + octets.count), "octets from \(count) on")
                count += octets.count
            }
            try check(count == 1_000_000, "length \(count)")
            return "\(count)"
        }
        await run.test("upload") {
            let count = try await client.upload(data: OctetStream(Bytes([UInt8](repeating: 0, count: 1_000_000))))
            try check(count == 1_000_000, "length \(count)")
            return "\(count)"
        }
        await run.test("echostream") {
            var generator = SystemRandomNumberGenerator()
            let data = Bytes((0..<200_000).map { _ in UInt8.random(in: 0...255, using: &generator) })
            var count = 0
            for try await octets in try await client.echoStream(data: OctetStream(OctetPieces(data))) {
                try check(count + octets.count <= data.count && octets == data[count..<count + octets.count], "octets from \(count) on")
                count += octets.count
            }
            try check(count == data.count, "length \(count)")
            return ""
        }
        await run.test("close") {
            try await client.close()
            return ""
        }
    }
}
