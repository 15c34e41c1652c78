import InteropPeer
import Strata

#if canImport(Glibc)
    import Glibc
#elseif canImport(Darwin)
    import Darwin
#endif

let usage = """
    usage: interop-client --binding NAME --address URI [--certificates DIR] [--only test,test] [--password P]
                          [--bench N --callers K --size S]
    """

do {
    let options = try Options(
        known: ["--binding", "--address", "--certificates", "--only", "--password", "--bench", "--callers", "--size"])
    let row = try PeerBinding.named(try options.required("--binding"))
    let address = EndpointAddress(try options.required("--address"))
    let binding = try row.client(certificates: options["--certificates"], password: options["--password"] ?? "secret")
    if let calls = try options.number("--bench"), calls > 0 {
        guard row.kind == .calc else { throw UsageError("--bench calls Echo, which is not spoken over \(row.name)") }
        let callers = max(1, try options.number("--callers") ?? 1)
        let size = try options.number("--size") ?? 64
        try await bench(try await Peer(binding, at: address), calls: calls, callers: callers, size: size)
        exit(0)
    }
    let only = options["--only"].map { Set($0.split(separator: ",").map(String.init)) }
    let run = TestRun(only: only)
    let passed =
        switch row.kind {
        case .calc: try await CalcTests(peer: Peer(binding, at: address), run: run).run()
        case .stream: try await StreamTests(peer: Peer(binding, at: address), run: run).run()
        }
    exit(passed ? 0 : 1)
} catch {
    fail(error, usage: usage)
}
