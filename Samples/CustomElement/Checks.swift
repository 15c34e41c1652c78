import StrataCore
import StrataInfoset
import StrataTesting

/// Runs the kits against the elements of this sample, and prints each check with its verdict.
///
/// The transport of this sample is left out: it has one pair of sockets for good, so closing one channel ends the others. A transport that
/// passes is in `CustomTransport`.
func passesTheKits() async -> Bool {
    func run(_ what: String, _ checks: [ConformanceCheck]) async -> Bool {
        await checks.run { name, failure in
            print("\(failure == nil ? "passed" : "FAILED")  \(what), \(name)" + (failure.map { ": \($0)" } ?? ""))
        }
    }
    // An element that works over any transport is checked over the one in the process.
    guard let audited = try? StackUnderTest.inProcess([Audit(report: { _ in }), AuditAs(name: "the kit"), SampleEncoding()]) else {
        return false
    }
    let isElement = await run("Audit", audited.checks)
    return await run("LineEncoding", lines.checks) && isElement
}

/// The encoding can say plain lines, carries the action, and refuses every other message of the kit.
private var lines: EncodingUnderTest {
    var claims = EncodingUnderTest.Claims.defaults
    claims.samples = ["", "a line", "tab\t, carriage return\r and \u{1F600}"].map { text in
        EncodingSample("the line '\(text)'") { version in
            Message(version: version, action: "say") { $0.element(ExpandedName("line"), text) }
        }
    }
    claims.carriesAction = true
    return EncodingUnderTest(LineEncoding(), claims)
}
