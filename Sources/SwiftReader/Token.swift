/// A piece of source text that the grammar does not cut further.
struct Token: Equatable, Sendable {
    enum Kind: Equatable, Sendable {
        case identifier  // keywords too: Swift's are contextual nearly everywhere
        case integer, float, string, regex
        case pound  // #if, #file, #someMacro
        case punctuation  // one character, or -> or ...
        case end
    }

    let kind: Kind
    let range: Range<Int>
    /// Whether a line ends between the token before and this one.
    let newlineBefore: Bool
}
