namespace Kif.Models.Tests.Native;

public class ElfVersionsTests
{
    [Fact]
    public void The_real_library_needs_one_version_only_for_its_marker_and_one_byte_changes()
    {
        byte[] original = RealLibrary(), patched = [.. original];

        ElfVersions.Weaken(patched, TorchSharpNativeLoader.Markers).Should().Be(1);

        var changed = Enumerable.Range(0, original.Length).Where(i => original[i] != patched[i]).ToList();
        changed.Should().ContainSingle().Which.Should().Match(i => patched[i] == (original[i] | 2));
    }

    [Fact]
    public void A_patched_library_is_left_as_it_is()
    {
        byte[] patched = RealLibrary();
        ElfVersions.Weaken(patched, TorchSharpNativeLoader.Markers);
        byte[] again = [.. patched];

        ElfVersions.Weaken(again, TorchSharpNativeLoader.Markers).Should().Be(0);

        again.AsSpan().SequenceEqual(patched).Should().BeTrue();
    }

    [Fact]
    public void A_version_that_other_symbols_need_is_left_as_it_is()
    {
        byte[] image = RealLibrary();

        ElfVersions.Weaken(image, new HashSet<string> { "_ZSt4cout" }).Should().Be(0);

        image.AsSpan().SequenceEqual(RealLibrary()).Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("MZ")]
    [InlineData("\u007fELF and then text that is long enough to be a header, if it were one at all")]
    public void What_is_no_ELF_file_is_refused(string text)
    {
        byte[] image = System.Text.Encoding.ASCII.GetBytes(text);

        FluentActions.Invoking(() => ElfVersions.Weaken(image, TorchSharpNativeLoader.Markers)).Should().Throw<BadImageFormatException>();
    }

    [Fact]
    public void Truncated_and_damaged_files_end_in_a_count_or_a_refusal()
    {
        byte[] original = RealLibrary();
        int tables = (int)BitConverter.ToUInt64(original, 0x28); // section headers lie at the file's end
        var random = new Random(20);
        int refused = 0;
        for (int round = 0; round < 300; round++)
        {
            byte[] image = round % 3 == 0 ? original[..random.Next(original.Length)] : [.. original];
            if (round % 3 == 1) random.NextBytes(image.AsSpan(random.Next(tables, image.Length - 8), 8));
            if (round % 3 == 2) random.NextBytes(image.AsSpan(random.Next(1 << 16), 64));
            try { ElfVersions.Weaken(image, TorchSharpNativeLoader.Markers).Should().BeInRange(0, 100); }
            catch (BadImageFormatException) { refused++; }
        }

        refused.Should().BeGreaterThan(90, "at least the truncated files have lost their tables");
    }

    private static byte[] RealLibrary()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library is an ELF file on Linux only");
        return File.ReadAllBytes(LibtorchFolders.Current.Find(TorchSharpNativeLoader.LibraryName)!);
    }
}
