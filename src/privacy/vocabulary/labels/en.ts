import type { Labels } from './labels.ts';

export const EN_LABELS: Labels = {
  special: `
    Veteran status | Religion | Religious affiliation | Religious belief | Faith | Denomination | Church membership | Church tax | Church tax deduction | Creed | Place of worship |
    Health insurance | Health insurance provider | Health insurance company | Medical insurance | Medical conditions | Medical exam date | Medical certificate | Medical check-up | Last medical examination | Occupational health check | Occupational health referral |
    Sick pay scheme | Sick days | Sick note | Illness | Chronic illness | Disability | Disability status | Degree of disability | Disabled (Y/N) | Severely disabled | Disability ID valid until | Reasonable adjustments | Workplace accommodations | Impairment |
    Special needs | Allergies | Food allergies | Food intolerance | Dietary requirements | Vaccination status | COVID-19 vaccination | Immunization record | Blood group | Blood type | Pregnancy | Pregnant | Maternity leave until | Paternity leave | Expected date of childbirth | Parental leave start |
    Doctor's name | GP / Doctor | Smoker | Mental health | Fit note |
    Tax ID | Tax class | Tax code | Tax number | Tax allowance | Taxpayer identification number |
    Marital status | Civil status | Relationship status | Married since | Date of marriage | Wedding date | Spouse | Spouse's name | Name of spouse | Husband/Wife | Partner | Partner's name | Name of partner | Life partner | Domestic partner | Children | Number of children | Child 1 name | Child benefit | childrenCount | Child_1_birthdate | Kids | Dependents | No. of dependants | Family status | Single parent | Childcare |
    Gender | Gender identity | Legal gender | Sex | Sex (as in passport) | Salutation | Pronouns | Preferred pronouns | Form of address |
    Sexual orientation | LGBTQ+ | Ethnicity | Ethnic origin | Ethnic background | Race | Race/Ethnicity | National origin | Skin color |
    Political party | Political opinion | Political affiliation | Trade union | Trade union membership | Union member | Union dues | Labor union | Philosophical beliefs |
    Biometric data | Fingerprint ID | Fingerprint enrolled | Facial recognition template | Face ID | Genetic data | DNA sample`,
  identifying: `
    Name | First name | Last name | Full name | Surname | Middle name | Maiden name | Preferred name | Legal first name | Birth name | Nickname | Family name | Former name |
    Email | E-mail | Private email | Personal e-mail address | Work email | Phone | Phone number | Private phone | Mobile | Mobile number | Telephone (home) | Emergency contact | Emergency contact name | Emergency contact phone | Emergency phone number | Next of kin | LinkedIn | LinkedIn profile | GitHub username | Fax |
    Address | Home address | Private address | Street | Street and number | House number | Postcode | Postal code | ZIP | ZIP code | zipCode | City | City of residence | Country of residence | Place of residence |
    Place of birth | Birthplace | Country of birth | City of birth |
    Nationality | Second nationality | Citizenship | Passport number | Passport expiry date | Passport no. | ID card number | Identity card | National ID | National ID number | Social security number | SSN | SSN (last 4) | National Insurance number | NI number | Insurance number | Residence permit | Residence permit valid until | Work permit | Visa | Visa expiry | Visa type | Driving licence number |
    IBAN | IBAN (salary) | BIC | SWIFT code | SWIFT | Bank | Bank account | Bank account number | Bank details | Bank name | Account holder | Account number | Sort code | Routing number |
    Comments | Notes | HR notes | Remarks | Photo | Profile picture | Picture URL | Portrait`,
  birth: `Birthday | Date of birth | Birth date | Birthdate | DOB | D.O.B. (dob) | dateOfBirth | date_of_birth`,
  harmless: `
    Position | Job title | Department | Office | Team | Weekly hours | Laptop | Shirt size | T-shirt size | Company car | Cost center | Start date | Contract type | Notice period | Kindness score | Partner manager | Sexton | Racer | Taxi budget | Contact center team |
    Address book access | Kind of contract | Taxonomy owner | Salary band | Level | Career level | Job family | Job code | Employment type | FTE | Working days | Work schedule | Probation end | Hire date | Last promotion | Promotion date | Supervisor | Line manager | Mentor | Buddy |
    Division | Business unit | Legal entity | Region | Site | Floor | Desk number | Parking space | Badge number | Key number | Locker | Laptop model | Laptop serial number | Monitor | Headset | Phone model | Software licenses | Adobe license | VPN access | Contract starts |
    Languages | English level | Skills | Certifications | Training completed | Training budget | Last review | Performance rating | Goals | Bonus target | Variable pay % | Stock options | Equity grant date | Vesting start | Commuting allowance | Travel allowance | Travel class | Home office days | Hybrid model | Remote work |
    Shift | Shift group | Overtime rule | Vacation entitlement | Vacation days | Carry-over days | Employee number | Personnel number | Payroll group | Payroll ID | Onboarding date | Offboarding checklist | Exit interview | Termination type | Referral source | Recruiter | Education | Degree | University | Field of study`,
  sensitiveTypes: `
    Sick leave | Sick day | Sickness | Sick child | Illness | Long-term illness | Medical appointment | Doctor's appointment | Doctor visit | Hospital stay | Hospitalization | Surgery | Rehab | Rehabilitation | Quarantine | COVID isolation | Work accident | Workplace injury |
    Maternity leave | Paternity leave | Parental leave | Menstrual leave | Disability leave | Carer's leave | Child care leave | Burnout | Dentist | Pregnancy loss | Fertility treatment | Sick notes | Medical certificates | Sick pay | Statutory sick pay | Disability allowance | Child allowance`,
  harmlessTypes: `
    Vacation | Paid vacation | Annual leave | Holiday | Unpaid leave | Home office | Remote work | Overtime | Time off in lieu | Compensatory time | Business trip | Training | Sabbatical | Study leave | Moving house | Relocation | Jury duty | Bereavement | Public holiday | Special leave | Flex day |
    Volunteering day | Off-site | Contracts | Payslips | Certificates | References | Training certificates | Performance reviews | Salary statements | Tax documents | Base salary | Bonus | Commission | Meal allowance | Travel allowance | Car allowance | Overtime pay | Holiday pay | Stock options`,
};
