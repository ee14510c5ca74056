using System.Globalization;

namespace Krypton.Data.Reading;

/// <summary>From a column's value to the type that a reader's caller asks for: the same, or a number type that can hold it.</summary>
internal static class FieldValue
{
    /// <exception cref="InvalidCastException">The value is null or of another kind.</exception>
    /// <exception cref="OverflowException">The number does not fit.</exception>
    public static T As<T>(object? value, string column)
    {
        if (value is T same)
        {
            return same;
        }

        if (value is null)
        {
            return typeof(T) == typeof(object) || typeof(T) == typeof(DBNull) ? (T)(object)DBNull.Value
                : Nullable.GetUnderlyingType(typeof(T)) is not null ? default!
                : throw new InvalidCastException($"column '{column}' is null in this row: ask IsDBNull first, or for a nullable type");
        }

        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        if (type.IsEnum && IsWhole(value.GetType()))
        {
            return (T)Enum.ToObject(type, value);
        }

        return Fits(value.GetType(), type)
            ? (T)Convert.ChangeType(value, type, CultureInfo.InvariantCulture)
            : throw new InvalidCastException($"column '{column}' holds a {value.GetType().Name}, which is no {type.Name}");
    }

    private static bool Fits(Type from, Type to) => (IsWhole(from) && (IsWhole(to) || IsFraction(to))) || (IsFraction(from) && IsFraction(to));

    private static bool IsWhole(Type type) => Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.UInt64 && !type.IsEnum;

    private static bool IsFraction(Type type) => Type.GetTypeCode(type) is TypeCode.Single or TypeCode.Double or TypeCode.Decimal;
}
