namespace Kif.Docs.Tests.Blocks;

/// <summary>A fenced block of a document.</summary>
/// <param name="Page">The document, relative to the repository.</param>
/// <param name="Line">1-based line of the opening fence.</param>
/// <param name="Language">The first word behind the fence, e.g. csharp.</param>
/// <param name="Words">The further words behind the fence.</param>
/// <param name="Text">The lines between the fences.</param>
public sealed record CodeBlock(string Page, int Line, string Language, IReadOnlyList<string> Words, string Text);
