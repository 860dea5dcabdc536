using System.Diagnostics;
using System.IO.Compression;
using Kif.ML;

namespace Kif.Pipeline.Tests.Experiments;

/// <summary>Names and messages mean themselves in Markdown, CSV and scripts; packed folders have limits.</summary>
public sealed class EscapedOutputTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-escaped-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("kif-lora", "kif-lora")]
    [InlineData("der++", "der++")]
    [InlineData("max_new_tokens and d_z", "max_new_tokens and d_z")]
    [InlineData("p <0.0001 & more (95 % interval -1 to 2)", "p <0.0001 & more (95 % interval -1 to 2)")]
    [InlineData("<img src=x onerror=alert(1)>", "\\<img src=x onerror=alert(1)>")]
    [InlineData("</td><!-- x", "\\</td>\\<!-- x")]
    [InlineData("a|b", "a\\|b")]
    [InlineData("a\\|b", "a\\\\\\|b")]
    [InlineData("`rm`", "\\`rm\\`")]
    [InlineData("[x](javascript:alert(1))", "\\[x\\](javascript:alert(1))")]
    [InlineData("![x](y)", "!\\[x\\](y)")]
    [InlineData("**b** _i_ ~~s~~", "\\*\\*b\\*\\* \\_i\\_ \\~\\~s\\~\\~")]
    [InlineData("&lt;script", "\\&lt;script")]
    [InlineData("# head", "\\# head")]
    [InlineData("- item", "\\- item")]
    [InlineData("1. item", "1\\. item")]
    [InlineData("a\nb\r\nc", "a b c")]
    [InlineData("a\u001b[31m\u202eb", "a\\u001b\\[31m\\u202eb")]
    public void Markdown(string text, string written) =>
        MarkdownText.Of(text).Should().Be(written.Replace("\\u001b", "\\\\u001b").Replace("\\u202e", "\\\\u202e"));

    [Fact]
    public void A_command_stays_in_its_block()
    {
        MarkdownText.Code("kif compare").Should().Be("```\nkif compare\n```\n");
        MarkdownText.Code("a\n```\n<script>").Should().Be("````\na\n```\n<script>\n````\n");
        MarkdownText.Code("a\u001bb").Should().Be("```\na\\u001bb\n```\n");
    }

    [Fact]
    public void A_report_has_no_markup_of_names_and_messages()
    {
        const string Task = "a|<img src=x>", Message = "<script>alert(1)</script>\n# head";
        var matrix = new PerformanceMatrix([Task]);
        (matrix[0, 0], _) = (50, 0);
        matrix.SetUntrained(0, 0);
        var run = new StrategyRun(new("x", "order-1", 1), matrix, [], new RunCost(), 1, 1, 1, []);
        string text = MarkdownReport.Write(new([run]) { Failures = [new(new("y", "order-1", 1), Message)] }, "kif", ["a [link](x)"]);
        text.Should().Contain("| after | a\\|\\<img src=x> |").And.Contain("\\<script>alert(1)\\</script> # head").And.Contain("- a \\[link\\](x)");
    }

    [Theory]
    [InlineData("plain", "plain")]
    [InlineData("=cmd,\"x", "\"'=cmd,\"\"x\"")]
    [InlineData("+1", "'+1")]
    [InlineData("-1", "'-1")]
    [InlineData("@x", "'@x")]
    [InlineData("\tx", "'\tx")]
    [InlineData("\rx", "\"'\rx\"")]
    [InlineData("'=x", "''=x")]
    [InlineData("a\nb", "\"a\nb\"")]
    [InlineData("a-b", "a-b")]
    public void Csv(string text, string cell)
    {
        CsvCell.Of(text).Should().Be(cell);
        CsvCell.Told(cell.StartsWith('"') ? cell[1..^1].Replace("\"\"", "\"") : cell).Should().Be(text);
    }

    [Fact]
    public void Steps_are_read_back_under_their_names_and_numbers_stay_numbers()
    {
        string file = Path.Combine(folder, "steps.csv");
        string[] tasks = ["=cmd,x", "-a", "'=b", "plain \"q\""];
        File.WriteAllLines(file, [StepsFile.Head, .. tasks.Select(t =>
            StepsFile.Line(new(new(t, 0, null, 1, 2), -1.5, new Dictionary<string, double>(), 1, 1e-3, false)))]);
        StepsFile.Read(file).Select(s => s.Task).Should().Equal(tasks);
        StepsFile.Read(file).Should().OnlyContain(s => s.Loss == -1.5);
        File.ReadAllText(file).Should().Contain(",-1.5,").And.NotContain("\n=cmd").And.NotContain("\n\"=cmd");
    }

    [Fact]
    public void A_scripts_folder_is_one_argument_whatever_its_name()
    {
        foreach (string name in new[] { "plain", "with blank", "it's", "a\"b", "50%a", "$(x) `y` #z;" })
        {
            string at = Path.Combine(folder, name);
            CompareSettings settings = CompareSettings.ForEmbedded() with
                { Strategies = ["seq-lora"], Order = ["place"], TrainLimit = 8, TestLimit = 2, Out = at };
            using CompareJob job = CompareJob.Prepare(
                new StrategyComposer(KifServices.BuiltIn()), settings, new() { Worker = new("/bin/echo", [], []) });
            string script = Path.Combine(Path.GetDirectoryName(SlurmScript.Write(ClusterCommands.Of(job)))!, SlurmScript.RunsName);
            string output = File.ReadLines(script).First(l => l.StartsWith("#SBATCH --output=", StringComparison.Ordinal));
            Directive(output["#SBATCH --output=".Length..]).Should().Be(at.Replace("%", "%%") + "/slurm/%A-%a.log");
            using var process = Process.Start(new ProcessStartInfo("bash", [script])
                { RedirectStandardOutput = true, Environment = { ["SLURM_ARRAY_TASK_ID"] = "0" } })!;
            process.StandardOutput.ReadToEnd().Should().Be($"compare {at}/experiment.json --out {at} --cell 0\n");
        }
    }

    [Fact]
    public void Packed_folders_have_limits()
    {
        Refused(zip => Add(zip, "../x", [1])).Should().Contain("'../x' is no path below its folder");
        Refused(zip => Add(zip, "/tmp/x", [1])).Should().Contain("'/tmp/x' is no path");
        Refused(zip => Add(zip, "a\u001bx", [1])).Should().Contain("'a\\u001bx' is no path");
        Refused(zip => Add(zip, "zeros", new byte[20 << 20])).Should().Contain("at most 100 for one are read");
        Refused(zip => { for (int i = 0; i < 1001; i++) Add(zip, $"{i}", [1]); }).Should().Contain("it has 1001 files");
        byte[] noise = new byte[40 << 20];
        new RandomStream(1).Fill(noise);
        Refused(zip => { for (int i = 0; i < 4; i++) Add(zip, $"{i}", noise); }).Should().Contain("characters, more than any that is saved");
        for (int i = 0; i < noise.Length; i += 2048) noise.AsSpan(i, 1024).Clear();
        Refused(zip => { for (int i = 0; i < 4; i++) Add(zip, $"{i}", noise); }).Should().Contain($"more than {128 << 20} bytes", "half of it is packed away");
        FluentActions.Invoking(() => SavedFolder.Unpack(Convert.ToBase64String([1, 2, 3])).Dispose()).Should().Throw<InvalidDataException>();
        using Kif.Models.TemporaryFolder right = SavedFolder.Unpack(Packed(zip => Add(zip, "learner/learner.json", [7])));
        File.ReadAllBytes(Path.Combine(right.Path, "learner/learner.json")).Should().Equal(7);
    }

    private static string Refused(Action<ZipArchive> fill) =>
        FluentActions.Invoking(() => SavedFolder.Unpack(Packed(fill)).Dispose()).Should().Throw<InvalidDataException>().Which.Message;

    private static string Packed(Action<ZipArchive> fill)
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true)) fill(zip);
        return Convert.ToBase64String(memory.ToArray());
    }

    private static void Add(ZipArchive zip, string name, byte[] content)
    {
        using Stream stream = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
        stream.Write(content);
    }

    /// <summary>The value of a directive as Slurm reads it: quotes go, a backslash keeps the next character.</summary>
    private static string Directive(string text)
    {
        var read = new System.Text.StringBuilder();
        char? quote = null;
        for (int i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\') read.Append(text[++i]);
            else if (text[i] == quote) quote = null;
            else if (quote is null && text[i] is '"' or '\'' && quote is null) quote = text[i];
            else if (quote is null && (char.IsWhiteSpace(text[i]) || text[i] == '#')) break;
            else read.Append(text[i]);
        }
        return read.ToString();
    }
}
