import SwiftReader

/// Why no message can hold a type, and what to write in its place.
struct Unfit {
    let what: String
    let remedy: String
}

extension TypeReference {
    /// `nil` where the compiler should judge: what a name stands for, only it knows.
    var unfit: Unfit? {
        switch shape {
        case .tuple: Unfit(what: "a tuple", remedy: "make a @DataContract struct of it")
        case .function: Unfit(what: "a function", remedy: "what comes later is a result, or an operation of a callback contract")
        case .optional(let wrapped): unfitOptional(wrapped)
        case .array(let item): item.streamInside(text) ?? item.unfit
        case .dictionary(let key, let value): key.unfit ?? value.streamInside(text) ?? value.unfit
        case .named(_, let arguments): unfitName(arguments)
        case .other where text.hasPrefix("any ") || text.hasPrefix("some "):
            Unfit(what: "'\(text)'", remedy: "write a @DataContract enum with a case for each type that it may be")
        case .other: nil
        }
    }

    private func unfitOptional(_ wrapped: TypeReference) -> Unfit? {
        if case .optional = wrapped.shape {
            return Unfit(what: "an optional of an optional", remedy: "there is one nil on the wire: write '\(wrapped.text)'")
        }
        return wrapped.streamInside(text) ?? wrapped.unfit
    }

    /// Octets that pass through are in no other value.
    private func streamInside(_ whole: String) -> Unfit? {
        lastName == "OctetStream" ? Unfit(what: "'\(whole)'", remedy: "write 'OctetStream' alone; an empty one has no octets") : nil
    }

    /// Types of the library that people try, where a name of theirs would hardly be the same.
    private func unfitName(_ arguments: [TypeReference]) -> Unfit? {
        switch (lastName, arguments.count) {
        case ("Any", 0), ("AnyObject", 0), ("AnyHashable", 0):
            Unfit(what: "'\(text)'", remedy: "write 'AnyContractValue', which takes simple types and known types")
        case ("Substring", 0): Unfit(what: "'\(text)'", remedy: "write 'String'")
        case ("ArraySlice", 1), ("ContiguousArray", 1): Unfit(what: "'\(text)'", remedy: "write '[\(arguments[0].text)]'")
        case ("Result", 2): Unfit(what: "'\(text)'", remedy: "return '\(arguments[0].text)' and throw the error")
        case ("AsyncStream", 1), ("AsyncThrowingStream", 2):
            Unfit(what: "'\(text)'", remedy: "write 'OctetStream' for octets; values that come later are operations of a callback contract")
        case ("Range", 1), ("ClosedRange", 1): Unfit(what: "'\(text)'", remedy: "make a @DataContract struct of it")
        default: arguments.lazy.compactMap(\.unfit).first
        }
    }
}

extension Complaints {
    /// Complains of a type that no message can hold. `place` ends the first half of the sentence: "a parameter".
    mutating func refuseUnfit(_ type: TypeReference, as place: String) {
        if let unfit = type.unfit { error("\(unfit.what) cannot be \(place); \(unfit.remedy)", at: type.range) }
    }
}
