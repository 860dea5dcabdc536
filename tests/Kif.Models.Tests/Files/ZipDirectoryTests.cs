using System.IO.Compression;

namespace Kif.Models.Tests.Files;

/// <summary>A zip's list of entries is measured before anything reads it, whatever it says of itself.</summary>
public sealed class ZipDirectoryTests
{
    [Theory]
    [InlineData(0, 1 << 10, false)]
    [InlineData(10, 1 << 10, false)]
    [InlineData(100, 1 << 10, true)]
    [InlineData(70_000, 1 << 20, true)] // more entries than the short record counts: there is a second one
    [InlineData(70_000, 8 << 20, false)]
    public void Lists_are_measured(int entries, long most, bool refused)
    {
        using MemoryStream zip = Zip(entries);
        ZipDirectory.Fault(zip, most).Should().Match(f => refused == (f != null && f.Contains($"at most {most} are read")));
        using var read = new ZipArchive(zip, ZipArchiveMode.Read);
        read.Entries.Should().HaveCount(entries, "the stream is where it was");
    }

    [Fact]
    public void A_comment_does_not_hide_the_list()
    {
        using MemoryStream zip = Zip(100, new string('c', 60_000));
        ZipDirectory.Fault(zip, 1 << 10).Should().NotBeNull();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(5000)]
    public void Bytes_that_are_no_zip_have_no_list(int length)
    {
        byte[] bytes = new byte[length];
        new RandomStream(1).Fill(bytes);
        ZipDirectory.Fault(new MemoryStream(bytes), 1 << 10).Should().BeNull();
    }

    private static MemoryStream Zip(int entries, string comment = "")
    {
        var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.Comment = comment;
            for (int i = 0; i < entries; i++) zip.CreateEntry($"{i}");
        }
        memory.Position = 0;
        return memory;
    }
}
