import InteropPeer

/// Runs tests, prints a line for each, and counts.
final class TestRun {
    private let only: Set<String>?
    private var good = 0
    private(set) var bad = 0

    init(only: Set<String>?) { self.only = only }

    /// Runs what has all the tests in it; whether all that ran have passed, and any has.
    func all(_ body: () async throws -> Void) async -> Bool {
        do {
            try await body()
        } catch {
            bad += 1
            say("FAIL connect \(error)")
        }
        say("DONE ok=\(good) bad=\(bad)")
        return bad == 0 && good > 0
    }

    func test(_ name: String, _ body: () async throws -> String) async {
        if let only, !only.contains(name) { return }
        do {
            let detail = try await body()
            good += 1
            say(detail.isEmpty ? "ok \(name)" : "ok \(name) \(detail)")
        } catch {
            bad += 1
            say("FAIL \(name) \("\(error)".replacing("\n", with: " "))")
        }
    }
}

struct CheckFailed: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = "check failed: \(description)" }
}

func check(_ condition: Bool, _ what: String) throws {
    if !condition { throw CheckFailed(what) }
}
