using System.Text;

namespace Kif.Models.Tests.Safetensors;

/// <summary>Seeded damage: a file gives a result or a clear refusal, whatever it holds.</summary>
public class SafetensorsFuzzTests
{
    private static readonly string[] Pieces =
        ["{", "}", "[", "]", ",", ":", "\"", "\\u", "\\", "-", "0", "9223372036854775807", "1e9", "null", "true", "\"dtype\"", "\"shape\":[]", "\"a\"",
        "__metadata__", "\0", "\u00ff", " "];

    [Fact]
    public void Damaged_headers_are_read_or_refused()
    {
        var random = new Random(7);
        int refused = 0, read = 0;
        for (int round = 0; round < 6000; round++)
        {
            (byte[] header, long dataLength) = Valid();
            byte[] damaged = Damage(header, random);
            try
            {
                SafetensorsHeader parsed = SafetensorsHeader.Parse(damaged, dataLength, "f");
                parsed.Tensors.Values.Sum(t => t.ByteCount).Should().Be(dataLength);
                read++;
            }
            catch (InvalidDataException e)
            {
                e.Message.Should().Contain("'f'");
                refused++;
            }
        }

        refused.Should().BeGreaterThan(2000);
        read.Should().BeGreaterThan(20, "some damage does no harm, in names for instance");
    }

    [Fact]
    public void Damaged_files_load_or_are_refused()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(8);
        int refused = 0, loaded = 0;
        for (int round = 0; round < 500; round++)
        {
            (byte[] header, long dataLength) = Valid();
            byte[] file = SafetensorsBytes.Whole(Encoding.UTF8.GetString(header), (int)dataLength);
            string path = folder[$"{round}.safetensors"];
            if (round % 5 == 0) random.NextBytes(file.AsSpan(^(int)dataLength..));
            File.WriteAllBytes(path, (round % 5) switch { 0 => file, 1 => file[..random.Next(file.Length)], _ => Damage(file, random) });
            try
            {
                using var scope = torch.NewDisposeScope();
                using SafetensorsFile opened = SafetensorsFile.Open(path);
                foreach (string name in opened.Names) opened.Load(name).numel().Should().BeLessThanOrEqualTo(dataLength);
                loaded++;
            }
            catch (InvalidDataException) { refused++; }
        }

        refused.Should().BeGreaterThan(200);
        loaded.Should().BeGreaterThanOrEqualTo(100, "any data are data");
    }

    private static (byte[] Header, long DataLength) Valid() => (Encoding.UTF8.GetBytes(
        "{" + string.Join(",", """ "__metadata__":{"format":"pt"} """,
            SafetensorsBytes.Entry("a", "F32", "[2,3]", "[0,24]"), SafetensorsBytes.Entry("b.c", "I64", "[1]", "[24,32]"),
            SafetensorsBytes.Entry("empty", "F16", "[0]", "[32,32]"), SafetensorsBytes.Entry("bool", "BOOL", "[5]", "[32,37]")) + "}"), 37);

    private static byte[] Damage(byte[] bytes, Random random)
    {
        var list = new List<byte>(bytes);
        for (int times = random.Next(1, 4); times > 0 && list.Count > 0; times--)
        {
            int at = random.Next(list.Count);
            switch (random.Next(5))
            {
                case 0: list[at] = (byte)random.Next(256); break;
                case 1: list[at] ^= (byte)(1 << random.Next(8)); break;
                case 2: list.RemoveRange(at, Math.Min(random.Next(1, 12), list.Count - at)); break;
                case 3: list.InsertRange(at, Encoding.Latin1.GetBytes(Pieces[random.Next(Pieces.Length)])); break;
                default: list.InsertRange(at, list.GetRange(at, Math.Min(random.Next(1, 60), list.Count - at))); break;
            }
        }
        return [.. list];
    }
}
