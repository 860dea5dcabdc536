using System.Text.RegularExpressions;
using Kif.Cli;
using Kif.Docs.Tests.Blocks;

namespace Kif.Docs.Tests;

/// <summary>
/// Every command of the tool in a block of a document is one that the tool understands; names of strategies and options are checked too, where it says them.
/// </summary>
public sealed partial class CommandTests
{
    public static TheoryData<string, int, string> Commands => [.. Repository.Pages.SelectMany(page => Repository.Blocks(page))
        .Where(b => b.Language is "" or "sh").SelectMany(b => Of(b).Select(command => new TheoryDataRow<string, int, string>(b.Page, b.Line, command)))];

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_command_of_a_document_is_understood(string page, int line, string command) =>
        KifCommandLine.Errors(Words(command)).Should().BeEmpty($"{page}, line {line} shows it");

    [Fact]
    public void A_command_that_the_tool_does_not_have_is_found() => KifCommandLine.Errors(["compare", "--strategy-list", "a"]).Should().NotBeEmpty();

    [Fact]
    public void There_are_commands_to_look_at() => Commands.Count().Should().BeGreaterThan(8);

    private static IEnumerable<string> Of(CodeBlock block) => block.Text.Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(l => Command().Match(l)).Where(m => m.Success).Select(m => m.Groups["rest"].Value);

    private static string[] Words(string command) =>
        [.. Word().Matches(command.Split('#')[0]).Select(w => w.Value.Replace("\"", "", StringComparison.Ordinal)).TakeWhile(w => w is not (";" or "done" or "&&"))];

    /// <summary>What a shell takes for a word: quotes keep blanks together.</summary>
    [GeneratedRegex("""(?:[^\s"]|"[^"]*")+""")]
    private static partial Regex Word();

    [GeneratedRegex(@"^\s*(kif|tools/kif|dotnet run .*src/Kif\.Cli --) (?<rest>\S.*)$")]
    private static partial Regex Command();
}
