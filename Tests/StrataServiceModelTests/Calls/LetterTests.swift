import StrataCore
import StrataInfoset
import StrataServiceModel
import Testing

/// Headers that are repeated, and types that a contract or an operation knows.
@Suite(.timeLimit(.minutes(1))) struct LetterTests {
    private static let stamp = ExpandedName("Stamp", namespace: "urn:letters:h")

    @Test(arguments: HostTests.Way.allCases) func headersThatAreRepeated(_ way: HostTests.Way) async throws {
        let recording = Recording()
        try await withTyped(LettersClient.self, of: PostOffice(), way, host: [recording]) { letters async throws in
            for stamps in [["a", "", "c"], ["one"], []] {
                let answer = try await letters.forward(letter: Letter(stamps: stamps, marks: [1, 2], text: "t"))
                #expect(answer == Letter(stamps: stamps.reversed(), marks: [1, 2, 0], text: "t"))
                let request = try #require(recording.requests.last)
                let blocks = request.headers.all(Self.stamp)
                #expect(blocks.map(\.text) == stamps)
                #expect(blocks.filter(\.mustUnderstand).count == stamps.count)
                #expect(request.headers.all(ExpandedName("Marks", namespace: "urn:letters:h")).count == 1)
            }
        }
    }

    /// Those for another role are not the receiver's.
    @Test func headersForOthersAreNotRead() async throws {
        try await withTyped(LettersClient.self, of: PostOffice(), .http) { client async throws in
            let letters = client.with {
                $0.headers.append(MessageHeader(Self.stamp, actor: "urn:elsewhere") { $0.text("x") })
                $0.headers.append(MessageHeader(Self.stamp, actor: EnvelopeVersion.soap11.nextRole) { $0.text("y") })
            }
            #expect(try await letters.forward(letter: Letter(stamps: ["a"], marks: [], text: "")).stamps == ["y", "a"])
        }
    }

    @Test(arguments: HostTests.Way.allCases) func typesThatAreKnown(_ way: HostTests.Way) async throws {
        try await withTyped(LettersClient.self, of: PostOffice(), way) { letters async throws in
            let (refusal, delay) = (Refusal(reason: "r"), Delay(minutes: 1))
            #expect(try await letters.one(any: AnyContractValue(refusal)).value(as: Refusal.self) == refusal)
            #expect(try await letters.two(any: AnyContractValue(refusal)).value(as: Refusal.self) == refusal)
            #expect(try await letters.two(any: AnyContractValue(delay)).value(as: Delay.self) == delay)
            #expect(try await letters.two(any: AnyContractValue([delay])).value(as: [Delay].self) == [delay])
            await #expect { _ = try await letters.one(any: AnyContractValue(delay)) } throws: { "\($0)".contains("known types") }
        }
    }
}
