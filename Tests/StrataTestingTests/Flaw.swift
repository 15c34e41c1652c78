import StrataCore
import StrataTesting

/// What is wrong with a broken element. Each flaw must be found by the check that `foundBy` names.
enum Flaw: String, Sendable, CaseIterable {
    case claimsShapes, deniesShapes
    case losesMessages, swapsMessages, answersWithTheRequest, losesTheSession, endsBothDirections, repeatsMessages
    case opensTwice, staysOpen, ignoresStates, forgetsAbort, failsSecondClose, hidesStates, keepsChannels, ignoresExpiredOpen
    case acceptsUnopened, endsAccepting, acceptsAborted
    case ignoresCancellation, faultsWhenCancelled, keepsAccepting
    case ignoresDeadlines
    case closesAtOnce, closesTooSoon, abortsLate, abortsAsClosed
    case hidesFaults, repeatsRootErrors, lastFaultWins, losesTheReason, faultsWithTheService, tellsErrors
    case takesRefusals, losesTheRelation
    case takesEverything, losesWhatWasHeldBack, endsSendsAsClosed, couplesDirections

    enum Check: String, Sendable { case shapes, messages, states, cancellation, timeout, closeAndAbort, faulting, backPressure }

    var foundBy: Check {
        switch self {
        case .claimsShapes, .deniesShapes: .shapes
        case .losesMessages, .swapsMessages, .answersWithTheRequest, .losesTheSession, .endsBothDirections, .repeatsMessages: .messages
        case .opensTwice, .staysOpen, .ignoresStates, .forgetsAbort, .failsSecondClose, .hidesStates, .keepsChannels, .ignoresExpiredOpen,
            .acceptsUnopened, .endsAccepting, .acceptsAborted:
            .states
        case .ignoresCancellation, .faultsWhenCancelled, .keepsAccepting: .cancellation
        case .ignoresDeadlines: .timeout
        case .closesAtOnce, .closesTooSoon, .abortsLate, .abortsAsClosed: .closeAndAbort
        case .hidesFaults, .repeatsRootErrors, .lastFaultWins, .losesTheReason, .faultsWithTheService, .tellsErrors, .takesRefusals,
            .losesTheRelation:
            .faulting
        case .takesEverything, .losesWhatWasHeldBack, .endsSendsAsClosed, .couplesDirections: .backPressure
        }
    }

    /// What the failure says of it: words of its text.
    var isCalled: String {
        switch self {
        case .claimsShapes, .deniesShapes: "canMake"
        case .losesMessages: "does not end"
        case .repeatsMessages: "m4"
        case .swapsMessages: "\"m2\", \"m1\""
        case .answersWithTheRequest: "the reply"
        case .losesTheSession: "has a session"
        case .endsBothDirections: "threw"
        case .opensTwice: "opening twice"
        case .staysOpen: "the state"
        case .ignoresStates: "a call before open"
        case .forgetsAbort: "abort"
        case .failsSecondClose: "a second close threw"
        case .hidesStates: "the sequence of states"
        case .keepsChannels: "when its factory was"
        case .ignoresExpiredOpen: "the deadline has passed"
        case .ignoresCancellation: "does not end"
        case .faultsWhenCancelled: "cancelled threw aborted"
        case .acceptsUnopened: "accepting before open"
        case .endsAccepting: "a listener that is closed threw"
        case .acceptsAborted: "that is aborted"
        case .keepsAccepting: "accepting"
        case .ignoresDeadlines: "does not end"
        case .closesAtOnce, .closesTooSoon: "waits for the request under way"
        case .abortsLate: "abort"
        case .abortsAsClosed: "threw closed: closed, expected [aborted]"
        case .hidesFaults: "the state of"
        case .repeatsRootErrors: "connectionLost"
        case .lastFaultWins: "the cause after a second fault"
        case .losesTheReason: "endpointNotFound"
        case .faultsWithTheService: "after an error of the service"
        case .tellsErrors: "stays on its side"
        case .takesRefusals: "is not acknowledged"
        case .losesTheRelation: "says it answers"
        case .takesEverything: "holds its sender back"
        case .losesWhatWasHeldBack: "missing"
        case .endsSendsAsClosed: "when its channel is aborted"
        case .couplesDirections: "the other way"
        }
    }

    /// Whether it is the service's element that is broken.
    var isOfTheService: Bool {
        switch self {
        case .tellsErrors, .losesTheRelation, .acceptsUnopened, .endsAccepting, .acceptsAborted, .keepsAccepting: true
        default: false
        }
    }

    /// The shapes on which it shows.
    var shows: Set<ChannelShape> {
        switch self {
        case .claimsShapes, .deniesShapes: [.requestReply]
        case .losesMessages: [.oneWay, .oneWaySession, .duplex, .duplexSession]
        case .repeatsMessages: [.oneWay, .oneWaySession, .duplexSession]
        case .swapsMessages: [.oneWay, .oneWaySession]
        case .answersWithTheRequest: [.requestReply, .requestReplySession]
        case .losesTheSession: [.oneWaySession, .requestReplySession, .duplexSession]
        case .endsBothDirections: [.duplexSession]
        case .opensTwice, .staysOpen, .ignoresStates, .forgetsAbort, .failsSecondClose, .hidesStates, .keepsChannels, .ignoresExpiredOpen,
            .acceptsUnopened, .endsAccepting, .acceptsAborted:
            Set(ChannelShape.allCases)
        case .ignoresCancellation, .faultsWhenCancelled, .ignoresDeadlines: [.requestReply, .requestReplySession, .duplex, .duplexSession]
        case .keepsAccepting: [.oneWaySession, .requestReplySession, .duplexSession]
        case .closesAtOnce, .closesTooSoon: [.requestReply, .requestReplySession]
        case .abortsLate, .abortsAsClosed: [.requestReply, .requestReplySession, .duplexSession]
        case .hidesFaults: [.oneWaySession, .requestReplySession, .duplexSession]
        case .repeatsRootErrors: [.requestReplySession, .duplexSession]
        case .lastFaultWins: [.oneWaySession, .requestReplySession, .duplexSession]
        case .losesTheReason: [.oneWaySession, .requestReply, .requestReplySession, .duplexSession]
        case .faultsWithTheService, .tellsErrors, .takesRefusals, .losesTheRelation: [.requestReply, .requestReplySession]
        case .takesEverything: Set(ChannelShape.allCases)
        case .losesWhatWasHeldBack, .endsSendsAsClosed: [.oneWay, .oneWaySession, .duplex, .duplexSession]
        case .couplesDirections: [.duplexSession]
        }
    }
}
