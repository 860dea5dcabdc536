namespace Kif.Models.Backbones;

/// <summary>Devices by the names that users type.</summary>
public static class TorchDevice
{
    /// <summary>The device of a name: <c>cpu</c>, <c>cuda</c> or <c>cuda:1</c>.</summary>
    /// <exception cref="ArgumentException">The name is none of these.</exception>
    public static Device Parse(string name)
    {
        if (name == "cpu") return torch.CPU;
        if (name == "cuda") return new Device(DeviceType.CUDA, 0);
        return name.StartsWith("cuda:", StringComparison.Ordinal) && int.TryParse(name.AsSpan(5), out int index) && index >= 0
            ? new Device(DeviceType.CUDA, index)
            : throw new ArgumentException($"a device is 'cpu', 'cuda' or 'cuda:<number>', not '{name}'", nameof(name));
    }
}
