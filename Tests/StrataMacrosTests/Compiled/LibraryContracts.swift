import StrataServiceModel
import Synchronization

// What the articles on contracts and values show.

/// What a library does for its readers.
@ServiceContract(name: "ILibrary", namespace: "urn:example:library")
protocol Library: Sendable {
    @Operation(name: "Find", parameterNames: ["words": "query"]) func find(words: String?) async throws -> [Book]
    @Operation(name: "Lend") @Faults(NotThere.self) func lend(isbn: String) async throws -> Book
    @Operation(name: "Count") func count() async throws -> (books: Int32, lent: Int32)
    @Operation(name: "Remind") @OneWay func remind(reader: String) async throws
}

/// Whoever may buy books too: the operations of `Library` keep their names and namespace.
@ServiceContract(name: "ILibrarian", namespace: "urn:example:librarian")
protocol Librarian: Library {
    @Operation(name: "Buy") func buy(book: AnyBook) async throws
}

@DataContract(namespace: "urn:example:library")
struct Book: Sendable {
    @DataMember(name: "Title") var title: String?
    @DataMember(name: "Isbn") var isbn: String
    @DataMember(name: "Pages", emitsDefault: false) var pages: Int32 = 0
    @DataMember(name: "Kind", order: 1) var kind: BookKind = .novel
    @DataMember(name: "Tags", order: 2) var tags: [String]?
    var rest = ExtensionData()
}

@DataContract(namespace: "urn:example:library")
enum BookKind: Sendable {
    case novel
    @EnumMember("non fiction") case nonFiction
}

/// Its members stand behind those of its base.
@DataContract(namespace: "urn:example:library")
struct AudioBook: Sendable {
    @BaseContract var book: Book
    @DataMember(name: "Minutes") var minutes: Int32
}

/// A place for a `Book`, or with `i:type` for what inherits from it.
@DataContract
enum AnyBook: Sendable {
    case book(Book)
    case audio(AudioBook)
}

/// The detail of a fault.
@DataContract(namespace: "urn:example:library")
struct NotThere: Sendable, Equatable {
    @DataMember(name: "Isbn") var isbn: String
}

/// A card in a catalogue: any simple value, or a book.
@DataContract(namespace: "urn:example:library", knownTypes: [Book.self])
struct Card: Sendable {
    @DataMember(name: "Entry") var entry: AnyContractValue
}

/// Serves both contracts.
final class SmallLibrary: Librarian {
    private let books: Mutex<[Book]>
    let reminded = Mutex<[String]>([])

    init(_ books: [Book]) { self.books = Mutex(books) }

    func find(words: String?) async throws -> [Book] {
        books.withLock { books in books.filter { words == nil || $0.title == words } }
    }

    func lend(isbn: String) async throws -> Book {
        guard let book = books.withLock({ books in books.first { $0.isbn == isbn } }) else {
            throw TypedFault(NotThere(isbn: isbn), "somebody else has it")
        }
        return book
    }

    func count() async throws -> (books: Int32, lent: Int32) { (books.withLock { Int32(clamping: $0.count) }, 0) }
    func remind(reader: String) async throws { reminded.withLock { $0.append(reader) } }

    func buy(book: AnyBook) async throws {
        let new =
            switch book {
            case .book(let book): book
            case .audio(let audio): audio.book
            }
        books.withLock { $0.append(new) }
    }
}
