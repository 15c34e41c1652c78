import Foundation
import TestSupport
import Testing

/// What other tests stand on.
@Suite("Test support") struct TestSupportTests {
    /// The first numbers that the generator's author publishes for this seed.
    @Test func theGeneratorIsTheKnownOne() {
        var generator = SeededGenerator(seed: 1_234_567)
        let numbers: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423, 4_593_380_528_125_082_431,
        ]
        for number in numbers { #expect(generator.next() == number) }
        var again = SeededGenerator(seed: 1_234_567)
        #expect(again.octets(3) == numbers.prefix(3).map { UInt8(truncatingIfNeeded: $0) })
    }

    @Test func waitingEndsWhenItHoldsOrIsCancelled() async throws {
        var looks = 0
        try await eventually {
            looks += 1
            return looks == 3
        }
        #expect(looks == 3)
        let waiting = Task { try await eventually { false } }
        waiting.cancel()
        await #expect(throws: CancellationError.self) { try await waiting.value }
    }

    @Test func missingDataSaysWhatToSet() {
        #expect { try SharedData.octets("vectors/nowhere.xml") } throws: {
            "\($0)".contains("vectors/nowhere.xml") && "\($0)".contains("STRATA_SHARED")
        }
        #expect(!SharedData.has("vectors/nowhere.xml"))
    }

    @Test func programsAreRunInFoldersThatGo() throws {
        var folders: [String] = []
        try withFolder { folder in
            try "here".write(to: folder.appending(path: "file"), atomically: true, encoding: .utf8)
            let script = ["-c", "cat; cat file; pwd; echo no >&2; exit 3"]
            let result = try Program.run(URL(filePath: "/bin/sh"), script, in: folder, input: "in ")
            #expect(result.status == 3 && result.output.hasPrefix("in here") && result.output.hasSuffix("\nno\n"), "\(result)")
            folders = [folder.path, try Program.run(URL(filePath: "/bin/pwd"), []).output.trimmingCharacters(in: .newlines)]
        }
        #expect(folders.count == 2 && folders.allSatisfy { !FileManager.default.fileExists(atPath: $0) }, "\(folders)")
    }
}
