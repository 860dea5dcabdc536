using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Kif.Docs.Tests.Blocks;

/// <summary>
/// The C# blocks of a page that belong together: a block that begins with a using directive starts a program, those behind it without one go on with it.
/// Statements are put together in their order, declarations behind them, as a reader would.
/// </summary>
internal sealed class DocumentProgram(IReadOnlyList<CodeBlock> blocks)
{
    private static readonly CSharpParseOptions Language = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);

    private static readonly string[] Implicit =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading", "System.Threading.Tasks"];

    private static readonly MetadataReference[] References =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(p => MetadataReference.CreateFromFile(p))];

    public IReadOnlyList<CodeBlock> Blocks => blocks;

    /// <summary>Whether it is only to be compiled: a block says <c>csharp compile-only</c>, e.g. for a server that never ends.</summary>
    public bool CompileOnly => blocks.Any(b => b.Words.Contains("compile-only"));

    public static IEnumerable<DocumentProgram> Of(string page)
    {
        var open = new List<CodeBlock>();
        foreach (CodeBlock block in Repository.Blocks(page).Where(b => b.Language == "csharp"))
        {
            if (open.Count > 0 && CSharpSyntaxTree.ParseText(block.Text, Language).GetCompilationUnitRoot().Usings.Count > 0)
            {
                yield return new([.. open]);
                open.Clear();
            }
            open.Add(block);
        }
        if (open.Count > 0) yield return new([.. open]);
    }

    /// <summary>Compiles the program; returns its errors and warnings, each with page and line.</summary>
    public IReadOnlyList<string> Compile(Stream assembly)
    {
        CompilationUnitSyntax[] units = [.. blocks.Select(b => CSharpSyntaxTree.ParseText(b.Text, Language).GetCompilationUnitRoot())];
        bool runs = units.Any(u => u.Members.OfType<GlobalStatementSyntax>().Any());
        string text = string.Concat(Implicit.Select(i => $"global using {i};\n"))
            + string.Concat(units.Zip(blocks, (u, b) => string.Concat(u.Usings.Select(d => Located(b, d)))))
            + string.Concat(units.Zip(blocks, (u, b) => string.Concat(u.Members.OfType<GlobalStatementSyntax>().Select(m => Located(b, m)))))
            + string.Concat(units.Zip(blocks, (u, b) => string.Concat(u.Members.Where(m => m is not GlobalStatementSyntax).Select(m => Located(b, m)))));
        CSharpCompilation compilation = CSharpCompilation.Create("Document", [CSharpSyntaxTree.ParseText(text, Language)], References,
            new(runs ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        return [.. compilation.Emit(assembly).Diagnostics.Where(d => d.Severity >= DiagnosticSeverity.Warning && d.Id is not ("CS8933" or "CS1701" or "CS1702"))
            .Select(d => $"{d.Location.GetMappedLineSpan()}: {d.Id} {d.GetMessage()}")];
    }

    /// <summary>Runs a compiled program to its end, in a folder that has <c>my-model</c> and <c>my-tasks</c>; nothing where it has no statements.</summary>
    public static async Task RunAsync(MemoryStream assembly)
    {
        assembly.Position = 0;
        var context = new AssemblyLoadContext("document", isCollectible: true);
        MethodInfo? entry = context.LoadFromStream(assembly).EntryPoint;
        if (entry is null) return;
        object? result = entry.Invoke(null, entry.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
        if (result is Task task) await task;
    }

    private static string Located(CodeBlock block, SyntaxNode node) =>
        $"#line {block.Line + 1 + node.GetLocation().GetLineSpan().StartLinePosition.Line} \"{block.Page}\"\n{node.ToString()}\n#line default\n";
}
