using System.Text.Json;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>Every C# block of every document compiles without a warning and runs; every JSON block is JSON.</summary>
public sealed class CodeBlockTests : IClassFixture<ReaderFolder>
{
    public static TheoryData<string, int> Programs =>
        [.. Repository.Pages.SelectMany(page => DocumentProgram.Of(page).Select((_, number) => new TheoryDataRow<string, int>(page, number)))];

    public static TheoryData<string> PagesWithJson => [.. Repository.Pages.Where(p => Repository.Blocks(p).Any(b => b.Language is "json" or "jsonc"))];

    [Theory]
    [MemberData(nameof(Programs))]
    public async Task A_program_of_a_document_compiles_and_runs(string page, int number)
    {
        DocumentProgram program = DocumentProgram.Of(page).ElementAt(number);
        using var assembly = new MemoryStream();
        program.Compile(assembly).Should().BeEmpty();
        if (program.CompileOnly) return;
        Exception? failure = await Record.ExceptionAsync(() => DocumentProgram.RunAsync(assembly));
        (failure?.GetBaseException()).Should().BeNull($"{page}, line {program.Blocks[0].Line}, is run");
    }

    [Theory]
    [MemberData(nameof(PagesWithJson))]
    public void A_JSON_block_of_a_document_is_JSON(string page)
    {
        foreach (CodeBlock block in Repository.Blocks(page).Where(b => b.Language is "json" or "jsonc"))
        {
            Action parse = () => JsonDocument.Parse(block.Text, new()
                { CommentHandling = block.Language == "jsonc" ? JsonCommentHandling.Skip : JsonCommentHandling.Disallow }).Dispose();
            parse.Should().NotThrow($"{page}, line {block.Line}");
        }
    }

    [Fact]
    public void A_block_says_what_language_it_is_in_one_of_few_words()
    {
        string[] known = ["", "csharp", "json", "jsonc", "sh", "xml", "python", "mermaid", "bibtex"];
        Repository.Pages.SelectMany(Repository.Blocks).Where(b => !known.Contains(b.Language)).Should().BeEmpty();
    }

    [Fact]
    public void A_program_with_a_mistake_is_found_with_its_page_and_line()
    {
        using var assembly = new MemoryStream();
        new DocumentProgram([new("docs/x.md", 7, "csharp", [], "int a = 1;\nstring b = a;")]).Compile(assembly)
            .Should().ContainSingle(e => e.StartsWith("docs/x.md: (8,", StringComparison.Ordinal) && e.Contains("CS0029", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_program_that_fails_when_it_runs_is_found()
    {
        using var assembly = new MemoryStream();
        new DocumentProgram([new("docs/x.md", 7, "csharp", [], "throw new InvalidOperationException(\"no\");")]).Compile(assembly).Should().BeEmpty();
        (await Record.ExceptionAsync(() => DocumentProgram.RunAsync(assembly)))?.GetBaseException().Message.Should().Be("no");
    }
}
