// Scanning primitives. Every buffer they read carries at least 64 NUL octets behind its content. NUL is no XML character, so every
// scan stops there and no loop needs a bounds check; loads reach at most 16 octets past the octet they stop at.

typealias Octets = UnsafeMutablePointer<UInt8>
typealias Lanes = SIMD16<Int8>

/// NUL octets behind every scanned content.
let scanPadding = 64

enum CharacterClass {
    static let name: UInt8 = 1
    static let nameStart: UInt8 = 2
    static let space: UInt8 = 4
}

/// Classes of the ASCII characters. Written once, before the constant is visible, and never freed.
nonisolated(unsafe) let characterClasses: UnsafePointer<UInt8> = {
    let table = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
    table.initialize(repeating: 0, count: 256)
    for letter in UInt8(ascii: "a")...UInt8(ascii: "z") {
        table[Int(letter)] = CharacterClass.name | CharacterClass.nameStart
        table[Int(letter) - 32] = CharacterClass.name | CharacterClass.nameStart
    }
    table[0x5F] = CharacterClass.name | CharacterClass.nameStart
    for digit in UInt8(ascii: "0")...UInt8(ascii: "9") { table[Int(digit)] = CharacterClass.name }
    table[0x2D] = CharacterClass.name
    table[0x2E] = CharacterClass.name
    for space in [0x20, 0x09, 0x0A, 0x0D] { table[space] = CharacterClass.space }
    return UnsafePointer(table)
}()

@inline(__always)
func load64(_ p: UnsafePointer<UInt8>) -> UInt64 { UnsafeRawPointer(p).loadUnaligned(as: UInt64.self) }

@inline(__always)
func fold(_ a: UInt64, _ b: UInt64) -> UInt64 {
    let product = a.multipliedFullWidth(by: b)
    return product.high ^ product.low
}

/// Random for each process, so that nobody can prepare names that collide.
let hashSeed: UInt64 = UInt64.random(in: .min ... .max) | 1

/// Reads up to 7 octets past the end.
@inline(__always)
func hashOctets(_ p: UnsafePointer<UInt8>, _ count: Int, _ seed: UInt64) -> UInt64 {
    var hash = seed ^ UInt64(truncatingIfNeeded: count) &* 0x9E37_79B9_7F4A_7C15
    var i = 0
    while i &+ 8 <= count {
        hash = fold(hash ^ load64(p + i), 0xA076_1D64_78BD_642F)
        i &+= 8
    }
    let rest = count &- i
    if rest > 0 { hash = fold(hash ^ (load64(p + i) & (UInt64.max >> UInt64(64 &- 8 &* rest))), 0xE703_7ED1_A0B4_28DB) }
    return hash
}

/// Reads up to 7 octets past the end of both.
@inline(__always)
func equalOctets(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var i = 0
    while i &+ 8 <= count {
        if load64(a + i) != load64(b + i) { return false }
        i &+= 8
    }
    let rest = count &- i
    return rest == 0 || ((load64(a + i) ^ load64(b + i)) << UInt64(64 &- 8 &* rest)) == 0
}

/// The index of the first lane set, 16 for none.
@inline(__always)
func firstLane(_ mask: SIMDMask<Lanes>) -> Int {
    let words = unsafeBitCast(mask, to: SIMD2<UInt64>.self)
    if words[0] != 0 { return words[0].trailingZeroBitCount >> 3 }
    if words[1] != 0 { return 8 &+ words[1].trailingZeroBitCount >> 3 }
    return 16
}

// Both operands of a comparison are vectors on purpose: the overload with a scalar operand compiles to one comparison for each lane.

/// Stops at `<`, `>`, `&`, a control character or an octet that is not ASCII.
@inline(__always)
func scanText(_ start: Octets) -> Octets {
    var p = start
    while true {
        let v = UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
        let mask =
            (v .< Lanes(repeating: 0x20)) .| ((v | Lanes(repeating: 2)) .== Lanes(repeating: 0x3E)) .| (v .== Lanes(repeating: 0x26))
        let k = firstLane(mask)
        p += k
        if k != 16 { return p }
    }
}

/// Stops at `"`, `'`, `&`, `<`, a control character or an octet that is not ASCII.
@inline(__always)
func scanAttribute(_ start: Octets) -> Octets {
    var p = start
    while true {
        let v = UnsafeRawPointer(p).loadUnaligned(as: Lanes.self)
        let mask =
            (v .< Lanes(repeating: 0x20)) .| ((v | Lanes(repeating: 1)) .== Lanes(repeating: 0x27))
            .| (v .== Lanes(repeating: 0x22)) .| (v .== Lanes(repeating: 0x3C))
        let k = firstLane(mask)
        p += k
        if k != 16 { return p }
    }
}

/// The length of the UTF-8 sequence of an XML character at `p`, whose first octet is not ASCII; 0 when it is invalid.
@inline(__always)
func utf8Length(_ p: UnsafePointer<UInt8>) -> Int {
    let a = p[0]
    if a < 0xC2 { return 0 }
    if a < 0xE0 { return p[1] & 0xC0 == 0x80 ? 2 : 0 }
    if a < 0xF0 {
        let b = p[1]
        guard b & 0xC0 == 0x80 else { return 0 }
        let c = p[2]
        guard c & 0xC0 == 0x80 else { return 0 }
        if a == 0xE0 && b < 0xA0 { return 0 }
        if a == 0xED && b >= 0xA0 { return 0 }
        if a == 0xEF && b == 0xBF && c >= 0xBE { return 0 }
        return 3
    }
    if a > 0xF4 { return 0 }
    let b = p[1]
    guard b & 0xC0 == 0x80, p[2] & 0xC0 == 0x80, p[3] & 0xC0 == 0x80 else { return 0 }
    if a == 0xF0 && b < 0x90 { return 0 }
    if a == 0xF4 && b >= 0x90 { return 0 }
    return 4
}

/// The code point of a sequence that `utf8Length` accepted.
func codePoint(_ p: UnsafePointer<UInt8>, _ length: Int) -> UInt32 {
    switch length {
    case 2: UInt32(p[0] & 0x1F) << 6 | UInt32(p[1] & 0x3F)
    case 3: UInt32(p[0] & 0x0F) << 12 | UInt32(p[1] & 0x3F) << 6 | UInt32(p[2] & 0x3F)
    default: UInt32(p[0] & 0x07) << 18 | UInt32(p[1] & 0x3F) << 12 | UInt32(p[2] & 0x3F) << 6 | UInt32(p[3] & 0x3F)
    }
}

/// Writes at most 4 octets and returns how many.
func encodeCodePoint(_ c: UInt32, _ d: Octets) -> Int {
    if c < 0x80 {
        d[0] = UInt8(truncatingIfNeeded: c)
        return 1
    }
    if c < 0x800 {
        d[0] = UInt8(truncatingIfNeeded: 0xC0 | c >> 6)
        d[1] = UInt8(truncatingIfNeeded: 0x80 | c & 0x3F)
        return 2
    }
    if c < 0x10000 {
        d[0] = UInt8(truncatingIfNeeded: 0xE0 | c >> 12)
        d[1] = UInt8(truncatingIfNeeded: 0x80 | (c >> 6) & 0x3F)
        d[2] = UInt8(truncatingIfNeeded: 0x80 | c & 0x3F)
        return 3
    }
    d[0] = UInt8(truncatingIfNeeded: 0xF0 | c >> 18)
    d[1] = UInt8(truncatingIfNeeded: 0x80 | (c >> 12) & 0x3F)
    d[2] = UInt8(truncatingIfNeeded: 0x80 | (c >> 6) & 0x3F)
    d[3] = UInt8(truncatingIfNeeded: 0x80 | c & 0x3F)
    return 4
}

/// Whether the code point may stand in a document (XML 1.0, production 2).
func isXMLCharacter(_ c: UInt32) -> Bool {
    c == 9 || c == 10 || c == 13 || (c >= 0x20 && c <= 0xD7FF) || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF)
}

/// XML 1.0 fifth edition, production 4, without the colon and ASCII.
func isNameStart(_ c: UInt32) -> Bool {
    (c >= 0xC0 && c <= 0xD6) || (c >= 0xD8 && c <= 0xF6) || (c >= 0xF8 && c <= 0x2FF) || (c >= 0x370 && c <= 0x37D)
        || (c >= 0x37F && c <= 0x1FFF) || (c >= 0x200C && c <= 0x200D) || (c >= 0x2070 && c <= 0x218F) || (c >= 0x2C00 && c <= 0x2FEF)
        || (c >= 0x3001 && c <= 0xD7FF) || (c >= 0xF900 && c <= 0xFDCF) || (c >= 0xFDF0 && c <= 0xFFFD)
        || (c >= 0x10000 && c <= 0xEFFFF)
}

/// XML 1.0 fifth edition, production 4a, without the colon and ASCII.
func isNameCharacter(_ c: UInt32) -> Bool {
    isNameStart(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) || (c >= 0x203F && c <= 0x2040)
}

/// Whether the string is an NCName (Namespaces in XML 1.0, production 4).
func isNCName(_ string: some StringProtocol) -> Bool {
    var first = true
    for scalar in string.unicodeScalars {
        let c = scalar.value
        if c < 0x80 {
            let wanted = first ? CharacterClass.nameStart : CharacterClass.name
            if characterClasses[Int(c)] & wanted == 0 { return false }
        } else if first ? !isNameStart(c) : !isNameCharacter(c) {
            return false
        }
        first = false
    }
    return !first
}
