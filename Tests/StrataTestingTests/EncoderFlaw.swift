/// What is wrong with a broken encoding. Each flaw must be found by the check that `foundBy` names.
enum EncoderFlaw: String, Sendable, CaseIterable {
    case losesHeaders, losesComments, overwritesTheWriter, changesPrefixes, writesEachOnce, changesWhatIsPassedOn
    case sendsStreamsEmpty, readsStreams, writesOtherVersions, saysMoreThanClaimed
    case supportsEverything, supportsNothing, otherMediaType, refusesWithoutType, decodesAnyType
    case breaksOutOfItsType, losesTheAction, findsAnAction
    case callsVersionsMalformed
    case statesACoding
    case claimsTighterQuotas, callsQuotasMalformed, isTighterThanClaimed
    case acceptsCuts, pointsBeyond, blamesTheWriter
    case readsWhatItCannotWrite
    case sharesItsSession

    /// The check's name, and words of its failure.
    var foundBy: (check: String, text: String) {
        switch self {
        case .losesHeaders: ("round trips", "'headers' came back as")
        case .losesComments: ("round trips", "<!-- a comment -->")
        case .overwritesTheWriter: ("round trips", "what stood in the writer before")
        case .changesPrefixes: ("round trips", "came back as")
        case .writesEachOnce: ("round trips", "was not written: notEncodable: once is enough")
        case .changesWhatIsPassedOn: ("round trips", "passed on")
        case .sendsStreamsEmpty: ("refusals", "not as an empty one")
        case .readsStreams: ("refusals", "is not read")
        case .writesOtherVersions: ("refusals", "writing a message of version")
        case .saysMoreThanClaimed: ("refusals", "which is not among the claims")
        case .supportsEverything: ("content types", "is not supported")
        case .supportsNothing: ("content types", "is supported")
        case .otherMediaType: ("content types", "begins with the media type")
        case .refusesWithoutType: ("content types", "octets without a content type are read")
        case .decodesAnyType: ("content types", "the code of the error for")
        case .breaksOutOfItsType: ("action", "no control character")
        case .losesTheAction: ("action", "the action that the encoding carries")
        case .findsAnAction: ("action", "finds none")
        case .callsVersionsMalformed: ("versions", "expected [versionMismatch")
        case .statesACoding: ("content coding", "the content coding that the encoder states")
        case .claimsTighterQuotas: ("quotas", "maxDepth, 10, was read")
        case .callsQuotasMalformed: ("quotas", "the code of the error above")
        case .isTighterThanClaimed: ("quotas", "maxStringContentLength")
        case .acceptsCuts: ("cut octets", "was taken for a message")
        case .pointsBeyond: ("cut octets", "a place within the octets")
        case .blamesTheWriter: ("damaged octets", "the code for what cannot be written")
        case .readsWhatItCannotWrite: ("damaged octets", "written again")
        case .sharesItsSession: ("independence", "of two encoders in turn")
        }
    }
}
