using System.Diagnostics;
using System.Text.Json;
using Kif.Reports;

namespace Kif.Tests.Reports;

public sealed class FormatTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kif-reports").FullName;
    private readonly SavedComparison saved = new SampleRuns().Saved();

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData(ReportFormat.Html, "<!doctype html>")]
    [InlineData(ReportFormat.Md, "| kif-lora |")]
    [InlineData(ReportFormat.Csv, "strategy,metric,")]
    [InlineData(ReportFormat.Json, "\"strategy\"")]
    public void Every_text_format_is_one_call_and_makes_its_folder(ReportFormat format, string holds)
    {
        string file = Path.Combine(folder, "new", "report." + format);
        ReportWriter.Write([saved], format, file).Should().Equal(file);
        File.ReadAllText(file).Should().Contain(holds);
        if (format == ReportFormat.Json) JsonDocument.Parse(File.ReadAllText(file)).RootElement.ValueKind.Should().Be(JsonValueKind.Object);
    }

    [Fact]
    public void An_image_is_one_file_or_a_folder_of_them()
    {
        ReportWriter.Write([saved], ReportFormat.Png, Path.Combine(folder, "all.png")).Should().ContainSingle();
        IReadOnlyList<string> files = ReportWriter.Write([saved], ReportFormat.Png, Path.Combine(folder, "images"));
        files.Should().HaveCountGreaterThan(6);
        foreach (string file in files.Append(Path.Combine(folder, "all.png")))
            File.ReadAllBytes(file).Take(4).Should().Equal([0x89, (byte)'P', (byte)'N', (byte)'G']);
        File.ReadAllBytes(files[0]).Length.Should().BeGreaterThan(5_000, "there are texts and lines on it");
    }

    [Fact]
    public void An_image_of_nothing_is_refused()
    {
        Action write = () => ReportWriter.Write([new SampleRuns().Of(new([]))], ReportFormat.Png, Path.Combine(folder, "x.png"));
        write.Should().Throw<ArgumentException>().WithMessage("no run is done*");
    }

    [Fact]
    public void The_checksum_is_CRC_32C() => TFRecordWriter.Crc("123456789"u8).Should().Be(0xe3069283, "that is the check value of CRC-32/ISCSI in catalogs");

    [Fact]
    public void Event_files_are_read_by_another_reader_than_the_one_who_wrote_them()
    {
        IReadOnlyList<string> runs = ReportWriter.Write([saved], ReportFormat.TensorBoard, folder);
        runs.Should().HaveCount(6);
        Assert.SkipUnless(Python() is not null, "there is no python3");
        string[] lines = Read(runs[0]);
        lines[0].Should().Be("version brain.Event:2");
        double ap = ContinualMetrics.AveragePerformance(saved.Result.Runs[0].Matrix);
        lines.Should().Contain(l => l.StartsWith("AP/final 3 ") && Math.Abs(double.Parse(l.Split(' ')[2]) - ap) < 1e-4);
        lines.Count(l => l.StartsWith("score/place ")).Should().Be(4);
    }

    [Fact]
    public void Writing_event_files_again_leaves_no_older_ones()
    {
        ReportWriter.Write([saved], ReportFormat.TensorBoard, folder);
        ReportWriter.Write([saved], ReportFormat.TensorBoard, folder);
        Directory.GetFiles(folder, "events.out.tfevents.*", SearchOption.AllDirectories).Should().HaveCount(6);
    }

    private static string[] Read(string run)
    {
        using var python = Process.Start(new ProcessStartInfo(Python()!, [Path.Combine(AppContext.BaseDirectory, "read-events.py"), run])
            { RedirectStandardOutput = true })!;
        string output = python.StandardOutput.ReadToEnd();
        python.WaitForExit();
        python.ExitCode.Should().Be(0);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static string? Python() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "python3")).FirstOrDefault(File.Exists);
}
