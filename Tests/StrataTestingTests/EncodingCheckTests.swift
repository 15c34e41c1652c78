import StrataCore
import StrataTesting
import StrataTextEncoding
import Testing

/// Every check of encodings passes what is right, and finds what it is there to find. One after the other: they keep a core busy.
@Suite(.serialized, .timeLimit(.minutes(1))) struct EncodingCheckTests {
    /// SOAP 1.2 without addressing: the action travels in the content type.
    static func underTest(_ flaw: EncoderFlaw) -> EncodingUnderTest {
        var claims = EncodingUnderTest.Claims.defaults
        claims.carriesAction = flaw != .findsAnAction
        if flaw == .saysMoreThanClaimed { claims.samples = EncodingSample.bodies }
        let version: MessageVersion = flaw == .findsAnAction ? .soap11 : .soap12
        var it = EncodingUnderTest(BrokenEncoding(flaw, version), claims)
        it.otherVersions = [TextEncoding(.soap11)]
        return it
    }

    @Test(arguments: EncoderFlaw.allCases) func findsTheFlaw(_ flaw: EncoderFlaw) async throws {
        let it = EncodingCheckTests.underTest(flaw)
        let (name, text) = flaw.foundBy
        let check = try #require(it.checks.first { $0.name == name })
        let failure = await #expect(throws: CheckFailure.self) { try await check.run() }
        #expect(failure?.description.contains(text) == true, "\(failure.map { "\($0)" } ?? "")")
    }

    @Test(arguments: [MessageVersion.none, .soap11, .default]) func passesWhatIsRight(_ version: MessageVersion) async throws {
        try await EncodingUnderTest(SampleEncoding(version)).checkAll()
    }

    /// Each check has a flaw that it finds.
    @Test func everyCheckCanFail() {
        let found = Set(EncoderFlaw.allCases.map(\.foundBy.check))
        #expect(found == Set(EncodingUnderTest(SampleEncoding()).checks.map(\.name)))
    }
}
