namespace Kif.Models;

/// <summary>Finds out why a folder is no adapter's.</summary>
internal static class AdapterPlaces
{
    private const int Shown = 5;

    /// <summary>Rejects a folder whose adapters lie in its subfolders, as PEFT saves those that have names, or that has only a pickled file.</summary>
    /// <exception cref="FileNotFoundException">It is such a folder; the message names what was found.</exception>
    public static void RefuseParent(string folder)
    {
        if (FolderFile.Find(folder, PeftConfig.FileName) is null && Directory.Exists(folder))
        {
            string[] found = [
                .. Directory.EnumerateDirectories(folder).Where(d => File.Exists(Path.Combine(d, PeftConfig.FileName)))
                    .Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)];
            if (found.Length > 0)
                throw new FileNotFoundException(
                    $"'{folder}' has no {PeftConfig.FileName}; adapters are in its subfolders "
                    + $"{string.Join(", ", found.Take(Shown).Select(f => $"'{DisplayText.Of(f)}'"))}{(found.Length > Shown ? ", …" : "")}: name one of them.",
                    Path.Combine(folder, PeftConfig.FileName));
        }
        const string pickled = "adapter_model.bin";
        if (FolderFile.Find(folder, PeftAdapterFile.WeightsName) is null && File.Exists(Path.Combine(folder, pickled)))
            throw new FileNotFoundException(
                $"'{folder}' has its adapter in {pickled}, which may run code when it is read; save it again with PEFT (safe_serialization), "
                + $"as {PeftAdapterFile.WeightsName}.", Path.Combine(folder, PeftAdapterFile.WeightsName));
    }
}
