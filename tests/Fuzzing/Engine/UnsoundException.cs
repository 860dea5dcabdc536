namespace Kif.Fuzzing;

/// <summary>A loader took a case and gave something that cannot be right.</summary>
internal sealed class UnsoundException(string message) : Exception(message)
{
    /// <summary>Throws unless the condition holds.</summary>
    public static void Unless(bool holds, string message)
    {
        if (!holds) throw new UnsoundException(message);
    }
}
